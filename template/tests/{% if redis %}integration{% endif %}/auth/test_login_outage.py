from fastapi import FastAPI
from redis.asyncio import Redis
from starlette.datastructures import State

from app.redis.rate_limit import RedisRateLimiter
from tests.fixtures.accounts import Account
from tests.fixtures.accounts import log_in
from tests.fixtures.app import connect


class TestLoginWithoutRedis:
    async def test_nobody_guesses_without_limit(
        self, app: FastAPI, state: State, alice: Account, unreachable_redis: Redis
    ) -> None:
        state.rate_limiter = RedisRateLimiter(unreachable_redis)

        answers = [
            (await log_in(connect(app, address=f"198.51.100.{number}"), "alice", "?")).status_code
            for number in range(200)
        ]

        assert answers == [401] * 10 + [429] * 190

    async def test_the_right_password_is_enough(
        self, app: FastAPI, state: State, alice: Account, unreachable_redis: Redis
    ) -> None:
        state.rate_limiter = RedisRateLimiter(unreachable_redis)

        assert (await log_in(connect(app), alice.username, alice.password)).status_code == 200
