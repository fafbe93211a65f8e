import asyncio

import pytest
from fastapi import FastAPI
from limits import parse
from redis.asyncio import Redis

from app.rate_limit import RateLimiter
from app.redis.rate_limit import RedisRateLimiter

THREE_A_MINUTE = parse("3/minute")


class TestRedisRateLimiter:
    def test_the_service_uses_it(self, app: FastAPI) -> None:
        assert isinstance(app.state.rate_limiter, RedisRateLimiter)

    async def test_hits_are_allowed_up_to_the_limit(self, app: FastAPI) -> None:
        replica = RedisRateLimiter(app.state.redis)

        hits = [await replica.hit(THREE_A_MINUTE, "alice") for _ in range(4)]

        assert [hit.allowed for hit in hits] == [True, True, True, False]
        assert [hit.remaining for hit in hits] == [2, 1, 0, 0]
        assert 0 < hits[-1].resets_in <= 60

    async def test_replicas_count_together(self, app: FastAPI) -> None:
        one, another = RedisRateLimiter(app.state.redis), RedisRateLimiter(app.state.redis)
        for _ in range(3):
            await one.hit(THREE_A_MINUTE, "alice")

        assert not (await another.hit(THREE_A_MINUTE, "alice")).allowed
        assert (await another.hit(THREE_A_MINUTE, "bob")).allowed

    async def test_concurrent_hits_do_not_exceed_the_limit_together(self, app: FastAPI) -> None:
        replicas = RedisRateLimiter(app.state.redis), RedisRateLimiter(app.state.redis)

        hits = await asyncio.gather(
            *(replica.hit(THREE_A_MINUTE, "alice") for replica in replicas for _ in range(20))
        )

        assert sum(hit.allowed for hit in hits) == 3


class TestWithoutRedis:
    @pytest.fixture
    def alone(self, unreachable_redis: Redis) -> RateLimiter:
        return RedisRateLimiter(unreachable_redis)

    async def test_each_process_counts_for_itself(self, alone: RateLimiter) -> None:
        hits = [await alone.hit(THREE_A_MINUTE, "alice") for _ in range(4)]

        assert [hit.allowed for hit in hits] == [True, True, True, False]
