"""A cache for all replicas."""

import asyncio
from collections.abc import Awaitable
from collections.abc import Callable
from functools import partial
from typing import cast

from prometheus_client import Counter
from redis.asyncio import Redis
from uuid_utils.compat import uuid7

from app import about
from app.redis.client import FAILURES
from app.single_flight import SingleFlight

ERRORS = Counter("cache_errors", "Calls to the cache that failed, or were not tried")

LEASE = 5.0  # seconds; what takes longer to load is not kept, and whoever dies loading delays …
PATIENCE = 0.5  # … the others by this much each, until the lease has ended
POLL = 0.02  # seconds between two looks whether another replica has loaded

# The value; or else whether the lease is ours now, which is the right to fill the key.
GET_OR_LEASE = """
local value = redis.call('GET', KEYS[1])
if value then return {value, 0} end
return {false, redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0}
"""

# A change deletes the lease with the value, so a load that began before it fills nothing.
FILL = """
if redis.call('GET', KEYS[2]) == ARGV[1] then
    redis.call('DEL', KEYS[2])
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
"""


class FailingOpen:
    """Goes on without an answer from Redis."""

    def __enter__(self) -> None:
        """Expect the worst."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        failed = isinstance(error, FAILURES)
        if failed:
            ERRORS.inc()
        return failed


failing_open = FailingOpen()


class RedisCache:
    """Fails open: without Redis nothing is found and nothing is kept.

    Loads are shared within a process, and by a lease between replicas: Facebook's "Scaling
    Memcache" (NSDI 2013) describes how one lease prevents both stampedes and stale values.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._flights = SingleFlight()
        self._get_or_lease = redis.register_script(GET_OR_LEASE)
        self._fill = redis.register_script(FILL)

    async def get(self, key: str) -> bytes | None:
        with failing_open:
            return cast("bytes | None", await self._redis.get(value_of(key)))
        return None

    async def set(self, key: str, value: bytes, ttl: float) -> None:
        with failing_open:
            await self._redis.set(value_of(key), value, px=round(ttl * 1000))

    async def pop(self, key: str) -> bytes | None:
        with failing_open:
            return cast("bytes | None", await self._redis.getdel(value_of(key)))
        return None

    async def delete(self, *keys: str) -> None:
        for key in keys:
            self._flights.forget(key)
        with failing_open:
            await self._redis.delete(*map(value_of, keys), *map(lease_on, keys))

    async def get_or_load(
        self, key: str, load: Callable[[], Awaitable[bytes]], ttl: float
    ) -> bytes:
        if (kept := await self.get(key)) is not None:
            return kept
        lease = uuid7().hex
        return await self._flights.run(
            key, partial(self._load, key, lease, load), partial(self._keep, key, lease, ttl)
        )

    async def _load(self, key: str, lease: str, load: Callable[[], Awaitable[bytes]]) -> bytes:
        if (kept := await self._wait(key, lease)) is not None:
            return kept
        try:
            return await load()
        except BaseException:
            with failing_open:
                await self._redis.delete(lease_on(key))
            raise

    async def _wait(self, key: str, lease: str) -> bytes | None:
        """Wait for whoever is loading the value; return nothing when it is up to us."""
        with failing_open:
            for _ in range(round(PATIENCE / POLL)):
                kept, ours = await self._get_or_lease(
                    keys=[value_of(key), lease_on(key)], args=[lease, round(LEASE * 1000)]
                )
                if kept is not None or ours:
                    return cast("bytes | None", kept)
                await asyncio.sleep(POLL)
        return None

    async def _keep(self, key: str, lease: str, ttl: float, value: bytes) -> None:
        with failing_open:
            await self._fill(
                keys=[value_of(key), lease_on(key)], args=[lease, value, round(ttl * 1000)]
            )


def value_of(key: str) -> str:
    return f"{about.NAME}:cache:{key}"


def lease_on(key: str) -> str:
    return f"{about.NAME}:lease:{key}"
