"""A line to a server that fails on demand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextlib import suppress


class Proxy:
    """Passes bytes on to a server, until it is told not to."""

    def __init__(self, host: str, port: int) -> None:
        self.port = 0
        self.latency = 0.0
        """Seconds that every piece of an answer is late."""
        self._target = host, port
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
            writer.transport.abort()
        self._writers.clear()

    def mend(self) -> None:
        """Work again."""
        self._accepting = True
        self._flowing.set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Proxy"]:
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
        there_reader, there_writer = await asyncio.open_connection(*self._target)
        self._writers.add(there_writer)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._copy(reader, there_writer, 0.0))
            both.create_task(self._copy(there_reader, writer, self.latency))

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, latency: float
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                await asyncio.sleep(latency)
                await self._flowing.wait()
                if writer.is_closing():
                    return
                writer.write(data)
        writer.close()
