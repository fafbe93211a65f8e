"""A cache for all replicas."""

from contextlib import suppress
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app import about


class RedisCache:
    """Fails open: without Redis nothing is found and nothing is kept."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def get(self, key: str) -> bytes | None:
        with suppress(RedisError):
            return cast("bytes | None", await self._redis.get(self._name(key)))
        return None

    async def set(self, key: str, value: bytes, ttl: float) -> None:
        with suppress(RedisError):
            await self._redis.set(self._name(key), value, px=round(ttl * 1000))

    async def pop(self, key: str) -> bytes | None:
        with suppress(RedisError):
            return cast("bytes | None", await self._redis.getdel(self._name(key)))
        return None

    async def delete(self, *keys: str) -> None:
        with suppress(RedisError):
            await self._redis.delete(*map(self._name, keys))

    def _name(self, key: str) -> str:
        return f"{about.NAME}:cache:{key}"
