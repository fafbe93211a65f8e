"""One load for all who need the same thing at the same time."""

import asyncio
from collections.abc import Awaitable
from collections.abc import Callable

FLIGHTS_TO_WAIT_FOR = 2  # when they end without a value, each loads for itself: no long queues


class SingleFlight:
    """Shares loads within a process; known by this name since Go's `groupcache`.

    A load that fails, is cancelled or is forgotten is nobody's but its own.
    """

    def __init__(self) -> None:
        self._flights: dict[str, asyncio.Future[bytes | None]] = {}

    async def run(
        self,
        key: str,
        load: Callable[[], Awaitable[bytes]],
        keep: Callable[[bytes], Awaitable[None]],
    ) -> bytes:
        """Return what is being loaded already, or load and keep it."""
        for _ in range(FLIGHTS_TO_WAIT_FOR):
            if (flight := self._flights.get(key)) is None:
                return await self._lead(key, load, keep)
            if (value := await asyncio.shield(flight)) is not None:
                return value
        return await load()

    def forget(self, key: str) -> None:
        """Let nobody have what is being loaded: it may be older than a change."""
        if key in self._flights:
            self._land(key, None)

    async def _lead(
        self,
        key: str,
        load: Callable[[], Awaitable[bytes]],
        keep: Callable[[bytes], Awaitable[None]],
    ) -> bytes:
        flight = self._flights[key] = asyncio.get_running_loop().create_future()
        value = None
        try:
            value = await load()
            if not flight.done():  # it was not forgotten
                await keep(value)
            return value
        finally:
            if not flight.done():
                self._land(key, value)

    def _land(self, key: str, value: bytes | None) -> None:
        self._flights.pop(key).set_result(value)
