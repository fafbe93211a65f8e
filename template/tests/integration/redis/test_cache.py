import asyncio

import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from app.redis.cache import LEASE
from app.redis.cache import RedisCache
from app.redis.cache import value_of
from app.redis.client import GuardedRedis


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


class Source:
    """Loads a value when the test lets it, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.begun = asyncio.Event()
        self.ready = asyncio.Event()

    async def __call__(self) -> bytes:
        self.asked += 1
        value = b"%d" % self.asked
        self.begun.set()
        await self.ready.wait()
        return value


class TestGetOrLoad:
    """Two replicas: what one process shares without Redis is tested with the local cache."""

    @pytest.fixture
    def here(self, redis: Redis) -> RedisCache:
        return RedisCache(redis)

    @pytest.fixture
    def there(self, redis: Redis) -> RedisCache:
        return RedisCache(redis)

    @pytest.fixture
    def source(self) -> Source:
        return Source()

    async def test_what_one_has_kept_the_other_does_not_load(
        self, here: RedisCache, there: RedisCache, source: Source
    ) -> None:
        source.ready.set()

        values = [await cache.get_or_load("a", source, ttl=10) for cache in (here, there)]

        assert (values, source.asked) == ([b"1", b"1"], 1)

    async def test_it_is_kept_for_its_time_and_the_lease_is_gone(
        self, here: RedisCache, redis: Redis, source: Source
    ) -> None:
        source.ready.set()

        await here.get_or_load("a", source, ttl=1.5)

        [key] = await redis.keys("*")
        assert 1_000 < await redis.pttl(key) <= 1_500

    async def test_however_many_ask_both_at_once_one_loads(
        self,
        here: RedisCache,
        there: RedisCache,
        source: Source,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("app.redis.cache.PATIENCE", 60)
        monkeypatch.setattr("app.redis.cache.LEASE", 60)
        asking = [
            asyncio.create_task(cache.get_or_load("a", source, ttl=10))
            for cache in (here, there)
            for _ in range(50)
        ]
        await source.begun.wait()

        source.ready.set()

        assert set(await asyncio.gather(*asking)) == {b"1"}
        assert source.asked == 1

    async def test_a_load_that_began_before_a_change_elsewhere_is_not_kept(
        self, here: RedisCache, there: RedisCache, source: Source
    ) -> None:
        before = asyncio.create_task(here.get_or_load("a", source, ttl=10))
        await source.begun.wait()

        await there.delete("a")
        source.ready.set()

        assert await before == b"1"
        assert await here.get("a") is None

    async def test_nor_does_it_replace_what_was_loaded_after_the_change(
        self, here: RedisCache, there: RedisCache, source: Source
    ) -> None:
        async def load() -> bytes:
            return b"new"

        before = asyncio.create_task(here.get_or_load("a", source, ttl=10))
        await source.begun.wait()
        await there.delete("a")
        await there.get_or_load("a", load, ttl=10)

        source.ready.set()
        await before

        assert await here.get("a") == b"new"

    async def test_nobody_waits_long_for_a_replica_that_died_while_it_loaded(
        self, here: RedisCache, there: RedisCache, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.redis.cache.PATIENCE", 0.04)
        dead, alive = Source(), Source()
        alive.ready.set()
        loading = asyncio.create_task(there.get_or_load("a", dead, ttl=10))
        await dead.begun.wait()

        assert await here.get_or_load("a", alive, ttl=10) == b"1"

        loading.cancel()

    async def test_its_lease_ends(
        self, here: RedisCache, there: RedisCache, redis: Redis, source: Source
    ) -> None:
        loading = asyncio.create_task(there.get_or_load("a", source, ttl=10))
        await source.begun.wait()

        [lease] = await redis.keys("*")
        assert 0 < await redis.pttl(lease) <= LEASE * 1_000

        loading.cancel()

    async def test_a_load_that_fails_leaves_nobody_waiting(
        self, here: RedisCache, redis: Redis
    ) -> None:
        async def fail() -> bytes:
            raise LookupError

        with pytest.raises(LookupError):
            await here.get_or_load("a", fail, ttl=10)

        assert await redis.keys("*") == []


class TestWithoutRedis:
    @pytest.fixture
    def alone(self, unreachable_redis: Redis) -> RedisCache:
        return RedisCache(unreachable_redis)

    async def test_nothing_is_found_and_nothing_fails(self, alone: RedisCache) -> None:
        await alone.set("a", b"1", ttl=10)
        await alone.delete("a")

        assert await alone.get("a") is None
        assert await alone.pop("a") is None

    async def test_everything_is_loaded(self, alone: RedisCache) -> None:
        source = Source()
        source.ready.set()

        assert [await alone.get_or_load("a", source, ttl=10) for _ in range(2)] == [b"1", b"2"]

    async def test_however_many_ask_one_process_at_once_one_loads(
        self, alone: RedisCache, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def refuse(*_: object, **__: object) -> None:
            raise ConnectionError

        monkeypatch.setattr(GuardedRedis, "execute_command", refuse)
        source = Source()
        asking = [asyncio.create_task(alone.get_or_load("a", source, 10)) for _ in range(50)]
        await source.begun.wait()

        source.ready.set()

        assert set(await asyncio.gather(*asking)) == {b"1"}
        assert source.asked == 1

    async def test_errors_are_counted(self, alone: RedisCache, cache: RedisCache) -> None:
        before = errors()

        await cache.get("a")
        assert errors() == before

        await alone.get("a")
        assert errors() == before + 1

    async def test_a_change_it_does_not_hear_of_is_seen_when_the_time_is_up(
        self, cache: RedisCache, alone: RedisCache, redis: Redis
    ) -> None:
        """A stale value is as old as its `ttl` at most."""
        await cache.set("a", b"old", ttl=5)

        await alone.delete("a")

        assert await cache.get("a") == b"old"
        assert 0 < await redis.pttl(value_of("a")) <= 5_000


def errors() -> float:
    return REGISTRY.get_sample_value("cache_errors_total") or 0
