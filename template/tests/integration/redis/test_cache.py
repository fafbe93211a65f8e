import asyncio

import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from app.redis.cache import RedisCache


@pytest.fixture
def redis(app: FastAPI) -> Redis:
    redis: Redis = app.state.redis
    return redis


@pytest.fixture
def cache(redis: Redis) -> RedisCache:
    return RedisCache(redis)


class TestRedisCache:
    def test_the_service_uses_it(self, app: FastAPI) -> None:
        assert isinstance(app.state.cache, RedisCache)

    async def test_nothing_is_found_before_something_is_kept(self, cache: RedisCache) -> None:
        assert await cache.get("a") is None

    async def test_what_is_kept_is_found_on_every_replica(self, redis: Redis) -> None:
        await RedisCache(redis).set("a", b"\x00\xff", ttl=10)

        assert await RedisCache(redis).get("a") == b"\x00\xff"

    async def test_it_is_kept_for_its_time(self, cache: RedisCache, redis: Redis) -> None:
        await cache.set("a", b"1", ttl=1.5)

        [key] = await redis.keys("*")
        assert 1_000 < await redis.pttl(key) <= 1_500

    async def test_of_several_who_pop_a_value_one_gets_it(self, cache: RedisCache) -> None:
        await cache.set("a", b"1", ttl=10)

        popped = await asyncio.gather(*(cache.pop("a") for _ in range(10)))

        assert popped.count(b"1") == 1
        assert popped.count(None) == 9

    async def test_deleted_values_are_gone_and_the_others_stay(self, cache: RedisCache) -> None:
        for key in "abc":
            await cache.set(key, b"1", ttl=10)

        await cache.delete("a", "b", "unknown")

        assert [await cache.get(key) for key in "abc"] == [None, None, b"1"]


class TestWithoutRedis:
    async def test_nothing_is_found_and_nothing_fails(self, unreachable_redis: Redis) -> None:
        cache = RedisCache(unreachable_redis)

        await cache.set("a", b"1", ttl=10)
        await cache.delete("a")

        assert await cache.get("a") is None
        assert await cache.pop("a") is None
