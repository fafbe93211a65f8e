"""Serves MongoDB's protocol from memory.

Runs in mongoeco's own environment as `python mongoeco_server.py PORT`. Of two transactions at the
same time mongoeco refuses one, whatever they write, and lets the session's next one go on with it.
So here one begins when the other has ended, and one that is refused has ended.
"""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from unittest.mock import patch

from mongoeco.errors import OperationFailure
from mongoeco.wire._session_identity import wire_session_key
from mongoeco.wire.protocol import decode_op_msg
from mongoeco.wire.proxy import AsyncMongoEcoProxyServer
from mongoeco.wire.sessions import WireSessionStore

PATIENCE = 1.0
"""Seconds to wait for a transaction whose client may be gone, or wait for this one."""

Command = dict[str, Any]

dispatch = vars(AsyncMongoEcoProxyServer)["_dispatch_wire_request"]
commit: Callable[[Any, Command], Command] = WireSessionStore.commit_transaction
abort: Callable[[Any, Command], Command] = WireSessionStore.abort_transaction


class Turn:
    """Belongs to the session whose transaction is open."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._owner = ""

    async def take(self, command: Command) -> None:
        """Wait until it is free."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._lock.acquire()
        self._owner = wire_session_key(command["lsid"])

    def leave(self, command: Command) -> None:
        """Let the next one have it."""
        if self._lock.locked() and self._owner == wire_session_key(command["lsid"]):
            self._lock.release()


async def serve(port: int) -> None:
    """Serve until the process ends."""
    turn = Turn()

    async def dispatch_in_turn(server: Any, header: Any, payload: bytes, **options: Any) -> Any:
        if b"startTransaction" in payload:
            await turn.take(decode_op_msg(header, payload).body)
        return await dispatch(server, header, payload, **options)

    def commit_and_leave(sessions: Any, command: Command) -> Command:
        try:
            return commit(sessions, command)
        except OperationFailure:
            abort(sessions, command)
            raise
        finally:
            turn.leave(command)

    def abort_and_leave(sessions: Any, command: Command) -> Command:
        turn.leave(command)
        return abort(sessions, command)

    with (
        patch.object(AsyncMongoEcoProxyServer, "_dispatch_wire_request", dispatch_in_turn),
        patch.object(WireSessionStore, "commit_transaction", commit_and_leave),
        patch.object(WireSessionStore, "abort_transaction", abort_and_leave),
    ):
        async with AsyncMongoEcoProxyServer(port=port):
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
