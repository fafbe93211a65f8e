"""Rate limits that all replicas count together."""

from typing import Any

from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app import about
from app.rate_limit import Allowance
from app.rate_limit import LocalRateLimiter
from app.rate_limit import StoredRateLimiter


class RedisRateLimiter:
    """Without Redis every process counts for itself: never unlimited, and never a refusal."""

    def __init__(self, redis: Redis) -> None:
        shared: dict[str, Any] = {"connection_pool": redis.connection_pool}
        storage = RedisStorage(
            "async+redis://",
            implementation="redispy",
            key_prefix=f"{about.NAME}:limit",
            **shared,
        )
        self._shared = StoredRateLimiter(storage)
        self._local = LocalRateLimiter()

    async def hit(self, limit: RateLimitItem, *key: str) -> Allowance:
        try:
            return await self._shared.hit(limit, *key)
        except RedisError:
            return await self._local.hit(limit, *key)
