"""One open socket: what comes in, what waits to go out, and why it ended."""

import asyncio
from collections.abc import Awaitable
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from starlette.types import Message
from starlette.websockets import WebSocket
from starlette.websockets import WebSocketDisconnect

from app.deadline import Deadline
from app.live.caller import Caller
from app.live.schemas import Member
from app.live.settings import LiveSettings
from app.schemas import Schema


class End(NamedTuple):
    """Why a connection is over: a close code of RFC 6455, or one of our own above 4000."""

    code: int
    reason: str = ""


GONE = End(1000)
NOT_TEXT = End(1003, "only text is understood")
TOO_FAST = End(1008, "too many messages")
TOO_LARGE = End(1009, "the message is too large")
TOO_SLOW = End(1013, "messages are not read fast enough")

# A server may answer a send after the client has left with either of these.
CLIENT_LEFT = (WebSocketDisconnect, RuntimeError)


class Connection:
    """A client with a queue and a sender of its own, so that it can delay nobody else."""

    def __init__(self, websocket: WebSocket, caller: Caller, settings: LiveSettings) -> None:
        self.caller = caller
        self.member = Member(id=caller.id, connection=caller.connection)
        self.rooms: dict[str, int] = {}
        """The rooms it is in, with the number of messages it said in each."""
        self._websocket = websocket
        self._settings = settings
        self._frames: asyncio.Queue[str] = asyncio.Queue(settings.queue)
        self._end: asyncio.Future[End] = asyncio.get_running_loop().create_future()

    def reply(self, message: Schema) -> None:
        """Queue a message for this client alone."""
        self.send(message.model_dump_json())

    def send(self, frame: str) -> None:
        """Queue a frame without waiting; a client whose queue is full is cut off."""
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            self.close(TOO_SLOW)

    def close(self, end: End) -> None:
        """End the connection soon; the first reason counts."""
        if not self._end.done():
            self._end.set_result(end)

    async def serve(self, receive: Callable[[str], Awaitable[None]]) -> None:
        """Read and write until somebody ends the connection; what is still queued is dropped."""
        await self._websocket.accept()
        async with asyncio.TaskGroup() as directions:
            reading = directions.create_task(self._read(receive))
            writing = directions.create_task(self._write())
            end = await self._end
            reading.cancel()
            writing.cancel()
        await self._hang_up(end)

    async def _read(self, receive: Callable[[str], Awaitable[None]]) -> None:
        while not self._end.done():
            message = await self._websocket.receive()
            if end := self._verdict(message):
                self.close(end)
            else:
                await receive(message["text"])
                # A client's burst may be buffered already: let the senders empty their queues.
                await asyncio.sleep(0)

    def _verdict(self, message: Message) -> End | None:
        """Tell why a message ends the connection, if it does."""
        if message["type"] == "websocket.disconnect":
            return GONE
        text = message.get("text")
        if text is None:
            return NOT_TEXT
        return TOO_LARGE if len(text.encode()) > self._settings.message_bytes else None

    async def _write(self) -> None:
        try:
            with Deadline(None) as deadline:
                while True:
                    frame = await self._frames.get()
                    deadline.reschedule(self._settings.patience)
                    await self._websocket.send_text(frame)
                    deadline.reschedule(None)
        except TimeoutError:
            self.close(TOO_SLOW)
        except CLIENT_LEFT:
            self.close(GONE)

    async def _hang_up(self, end: End) -> None:
        """Say goodbye, for as long as anybody is likely to listen."""
        with suppress(TimeoutError, *CLIENT_LEFT):
            async with asyncio.timeout(self._settings.patience):
                await self._websocket.close(end.code, end.reason)
