"""A cache for one process."""

import time
from collections import OrderedDict
from collections.abc import Awaitable
from collections.abc import Callable
from functools import partial

from app.single_flight import SingleFlight


class LocalCache:
    """A cache of this process, bounded: the value that was used longest ago goes first."""

    def __init__(self, size: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._clock = clock
        self._entries: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._flights = SingleFlight()

    async def get(self, key: str) -> bytes | None:
        value, expires = self._entries.get(key, (None, 0.0))
        if self._clock() >= expires:
            return await self.pop(key)
        self._entries.move_to_end(key)
        return value

    async def set(self, key: str, value: bytes, ttl: float) -> None:
        self._entries.pop(key, None)
        self._entries[key] = value, self._clock() + ttl
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)

    async def pop(self, key: str) -> bytes | None:
        value, expires = self._entries.pop(key, (None, 0.0))
        return value if self._clock() < expires else None

    async def delete(self, *keys: str) -> None:
        for key in keys:
            self._entries.pop(key, None)
            self._flights.forget(key)

    async def get_or_load(
        self, key: str, load: Callable[[], Awaitable[bytes]], ttl: float
    ) -> bytes:
        if (kept := await self.get(key)) is not None:
            return kept
        return await self._flights.run(key, load, keep=partial(self.set, key, ttl=ttl))
