"""Many WebSocket clients in one process.

Called as `python -m benchmarks.crowd OPTIONS` in the environment of the services. It says when
everybody is connected, and then for each line of standard input what was heard. All of it is JSON.
"""

import asyncio
import json
import socket
import sys
from statistics import quantiles
from time import monotonic
from time import monotonic_ns
from typing import Any
from urllib.parse import urlsplit

import uvloop

from benchmarks.listener import Heard
from benchmarks.listener import Listener

AT_ONCE = 50
"""Handshakes that go on at the same time."""

TIMED = 20
"""Listeners that note how long messages took, where noting it would be too much work for all."""

LITTLE = 4_096
"""What the system keeps for a client that does not read."""

QUIET = 1.0
"""Seconds without a message after which no more will come."""

GREETING = 0.3
"""Seconds in which everybody has been greeted."""

PAUSE = 0.0001


class Crowd:
    """Listeners at one or several addresses, the first of which speaks, too."""

    def __init__(self, urls: list[str], size: int, headers: dict[str, str], slow: int) -> None:
        self._headers = headers
        self.heard = Heard()
        self.listeners: list[Listener] = []
        self._urls = [urls[number % len(urls)] for number in range(size)]
        self._readers = size - slow

    async def connect(self) -> None:
        """Open all connections, a few at a time, and wait until everybody was greeted."""
        for start in range(0, self._readers, AT_ONCE):
            urls = self._urls[start : min(start + AT_ONCE, self._readers)]
            self.listeners += await asyncio.gather(*map(self._connect, urls))
        for url in self._urls[self._readers :]:
            slow = await self._connect(url, reads=False)
            slow.stop_reading()
            self.listeners.append(slow)
        await asyncio.sleep(GREETING)

    async def _connect(self, url: str, *, reads: bool = True) -> Listener:
        address = urlsplit(url)
        connection = socket.socket()
        if not reads:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
        connection.connect((address.hostname, address.port))
        connection.settimeout(0)
        _, listener = await asyncio.get_running_loop().create_connection(
            lambda: Listener(url, self._headers, self._note), sock=connection
        )
        await listener.opened
        return listener

    async def keep_busy(self, message: str, seconds: float, ahead: int) -> dict[str, float]:
        """Speak as fast as everybody hears, at most so far ahead, for a while."""
        self.heard = Heard(share=len(self.listeners) // TIMED)
        said, size = 0, len(self.listeners)
        began = monotonic()
        while monotonic() < began + seconds:
            if self.heard.count > (said - ahead) * size:
                self._say(message)
                said += 1
            await asyncio.sleep(PAUSE)
        await self._settle(said * size)
        if self.heard.count != said * size:
            raise ConnectionError(f"{self.heard.count} of {said * size} messages were heard")
        return {"deliveries": self.heard.count / (self.heard.last - began), **self._delays([])}

    async def keep_pace(self, message: str, seconds: float, rate: float) -> dict[str, float]:
        """Speak so often a second, whoever hears it."""
        self.heard = Heard()
        said: list[int] = []
        began = monotonic()
        for number in range(int(seconds * rate)):
            await asyncio.sleep(max(0.0, began + number / rate - monotonic()))
            said.append(monotonic_ns())
            self._say(message)
        await self._settle(self._readers * len(said))
        return self._delays(self._unheard(said))

    def _note(self, buffer: bytes, start: int, end: int) -> None:
        self.heard.note(buffer, start, end)

    def _say(self, message: str) -> None:
        self.listeners[0].send(message.replace("NOW", f"{monotonic_ns()} "))

    def _unheard(self, said: list[int]) -> list[int]:
        """A message that has not come yet is as late as it is now; the last ones are missing."""
        missing = max(0, self._readers * len(said) - len(self.heard.delays))
        now = monotonic_ns()
        latest = [moment for moment in reversed(said) for _ in range(self._readers)]
        return [now - moment for moment in latest[:missing]]

    async def _settle(self, expected: int) -> None:
        """Wait until so much was heard, or nothing more comes."""
        while self.heard.count < expected and monotonic() < self.heard.last + QUIET:
            await asyncio.sleep(PAUSE)

    def _delays(self, unheard: list[int]) -> dict[str, float]:
        delays = quantiles([*self.heard.delays, *unheard], n=100)
        return {"p50": delays[49] / 1e6, "p99": delays[98] / 1e6}


async def main(options: dict[str, Any]) -> None:
    """Connect, and then do what each line asks for."""
    crowd = Crowd(**options)
    await crowd.connect()
    print(json.dumps({"connected": len(crowd.listeners)}), flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        verb, arguments = json.loads(line)
        act = crowd.keep_busy if verb == "keep_busy" else crowd.keep_pace
        print(json.dumps(await act(**arguments)), flush=True)


if __name__ == "__main__":
    uvloop.run(main(json.loads(sys.argv[1])))
