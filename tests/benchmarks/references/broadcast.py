"""The quickest way to tell everybody: the `broadcast` of the library `websockets`."""

import sys
from http import HTTPStatus

import uvloop
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import broadcast
from websockets.asyncio.server import serve
from websockets.http11 import Request
from websockets.http11 import Response

connections: set[ServerConnection] = set()


async def handle(connection: ServerConnection) -> None:
    """Repeat to everybody what anybody says."""
    connections.add(connection)
    try:
        async for message in connection:
            broadcast(connections, message)
    finally:
        connections.discard(connection)


def answer_probe(connection: ServerConnection, request: Request) -> Response | None:
    """Say that the server is there."""
    return connection.respond(HTTPStatus.OK, "") if request.path == "/health" else None


async def main(port: int) -> None:
    """Serve until killed."""
    async with serve(
        handle, "127.0.0.1", port, compression=None, process_request=answer_probe
    ) as server:
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[-1].removeprefix("--port="))))
