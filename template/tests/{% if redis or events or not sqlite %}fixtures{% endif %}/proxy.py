"""A line to a server that fails on demand."""

import asyncio
import socket
from collections.abc import AsyncIterator
from collections.abc import Callable
from contextlib import asynccontextmanager
from contextlib import suppress
from typing import Self


class Proxy:
    """Passes bytes on to a server, until it is told not to."""

    def __init__(self, host: str, port: int) -> None:
        self.port = 0
        self.latency = 0.0
        """Seconds that every piece of an answer is late."""
        self.target = host, port
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._accepting = True
        self._writers: set[asyncio.StreamWriter] = set()

    def freeze(self) -> None:
        """Pass nothing on, and close nothing: the peer seems to be there."""
        self._flowing.clear()

    def cut(self) -> None:
        """Break all connections, and accept no more."""
        self._accepting = False
        for writer in self._writers:
            hang_up(writer)
        self._writers.clear()

    def mend(self) -> None:
        """Work again."""
        self._accepting = True
        self._flowing.set()

    def translate(self, answer: bytes) -> bytes:
        """Return what the peer is to hear instead of an answer."""
        return answer

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Self]:
        server = await asyncio.start_server(self._connect, "127.0.0.1")
        self.port = server.sockets[0].getsockname()[1]
        yield self
        server.close()
        self.mend()
        self.cut()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        if not self._accepting:
            writer.transport.abort()
            return
        there_reader, there_writer = await asyncio.open_connection(*self.target)
        self._writers.add(there_writer)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._copy(reader, there_writer, 0.0, bytes))
            both.create_task(self._copy(there_reader, writer, self.latency, self.translate))

    async def _copy(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        latency: float,
        translate: Callable[[bytes], bytes],
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                await asyncio.sleep(latency)
                await self._flowing.wait()
                if writer.is_closing():
                    return
                writer.write(translate(data))
        writer.close()


def hang_up(writer: asyncio.StreamWriter) -> None:
    """Break a connection at once, and not only when the event loop comes to it."""
    if not writer.is_closing():
        number = writer.get_extra_info("socket").fileno()
        with suppress(OSError), socket.fromfd(number, socket.AF_INET, socket.SOCK_STREAM) as line:
            line.shutdown(socket.SHUT_RDWR)
    writer.transport.abort()
