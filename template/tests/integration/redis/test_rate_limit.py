import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any

import pytest
from fastapi import Depends
from fastapi import FastAPI
from redis.asyncio import Redis

from app.limit import Limit
from app.middleware import add_middleware
from app.problems import add_error_handlers
from app.rate_limit import RateLimit
from app.rate_limit import RateLimiter
from app.redis.client import GuardedRedis
from app.redis.client import connect
from app.redis.rate_limit import RedisRateLimiter
from app.redis.settings import RedisSettings
from app.settings import Settings
from tests.fixtures.app import connect as client_of
from tests.fixtures.proxy import Proxy

THREE_A_MINUTE = Limit.parse("3/minute")


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

    async def test_a_redis_that_has_lost_everything_begins_anew(self, app: FastAPI) -> None:
        limiter = RedisRateLimiter(app.state.redis)
        for _ in range(3):
            await limiter.hit(THREE_A_MINUTE, "alice")
        assert not (await limiter.hit(THREE_A_MINUTE, "alice")).allowed

        await app.state.redis.script_flush()
        await app.state.redis.flushdb()

        assert (await limiter.hit(THREE_A_MINUTE, "alice")).remaining == 2

    async def test_a_hit_is_one_round_trip(
        self, app: FastAPI, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent: list[str] = []
        execute = GuardedRedis.execute_command

        async def watch(redis: GuardedRedis, *args: str, **options: Any) -> Any:
            sent.append(args[0])
            return await execute(redis, *args, **options)

        limiter = RedisRateLimiter(app.state.redis)
        await limiter.hit(THREE_A_MINUTE, "alice")
        monkeypatch.setattr(GuardedRedis, "execute_command", watch)
        await limiter.hit(THREE_A_MINUTE, "alice")

        assert sent == ["EVALSHA"]


class TestReplicas:
    async def test_of_a_hundred_requests_at_once_as_many_pass_as_the_limit_says(self) -> None:
        async with AsyncExitStack() as stack:
            redis = [connect(RedisSettings.load()) for _ in range(2)]
            for each in redis:
                stack.push_async_callback(each.aclose)
            clients = [client_of(limited(RedisRateLimiter(each))) for each in redis]

            answers = await asyncio.gather(
                *(client.get("/") for _ in range(50) for client in clients)
            )

        assert Counter(answer.status_code for answer in answers) == {200: 10, 429: 90}


def limited(limiter: RateLimiter) -> FastAPI:
    """Make a replica of a service that may be asked ten times a minute."""
    app = FastAPI(dependencies=[Depends(RateLimit("leaves", "10/minute"))])
    app.state.rate_limiter = limiter
    add_middleware(app, Settings.load())
    add_error_handlers(app)

    @app.get("/")
    async def read_leaf() -> str:
        return "leaf"

    return app


class TestWithoutRedis:
    @pytest.fixture
    def alone(self, unreachable_redis: Redis) -> RateLimiter:
        return RedisRateLimiter(unreachable_redis)

    async def test_each_process_counts_for_itself(self, alone: RateLimiter) -> None:
        hits = [await alone.hit(THREE_A_MINUTE, "alice") for _ in range(4)]

        assert [hit.allowed for hit in hits] == [True, True, True, False]

    async def test_so_many_processes_let_through_so_many_times_the_limit(
        self, unreachable_redis: Redis
    ) -> None:
        replicas = [RedisRateLimiter(unreachable_redis) for _ in range(2)]

        hits = [
            await replica.hit(THREE_A_MINUTE, "alice") for _ in range(10) for replica in replicas
        ]

        assert sum(hit.allowed for hit in hits) == 2 * THREE_A_MINUTE.amount

    async def test_in_the_window_of_the_outage_it_begins_anew_and_then_redis_goes_on(
        self, fragile_redis: GuardedRedis, redis_line: Proxy
    ) -> None:
        limiter = RedisRateLimiter(fragile_redis)
        left = [(await limiter.hit(THREE_A_MINUTE, "alice")).remaining for _ in range(2)]

        redis_line.cut()
        left.append((await limiter.hit(THREE_A_MINUTE, "alice")).remaining)
        redis_line.mend()
        left.append((await limiter.hit(THREE_A_MINUTE, "alice")).remaining)

        assert left == [2, 1, 2, 0]
