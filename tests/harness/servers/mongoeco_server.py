"""Serves MongoDB's protocol from memory.

Runs in mongoeco's own environment as `python mongoeco_server.py PORT`.
"""

import asyncio
import sys

from mongoeco.wire.proxy import AsyncMongoEcoProxyServer


async def serve(port: int) -> None:
    """Serve until the process ends."""
    async with AsyncMongoEcoProxyServer(port=port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
