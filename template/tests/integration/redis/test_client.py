import asyncio
import time
from collections.abc import Awaitable
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import DataError
from redis.exceptions import NoScriptError
from redis.exceptions import ResponseError

from app.breaker import CircuitOpen
from app.breaker import State
from app.redis.client import FAILURES
from app.redis.client import POLICY
from app.redis.client import GuardedRedis
from tests.fixtures.proxy import Proxy


async def fails(redis: Redis, *, calls: int = 1) -> None:
    """Expect parallel calls to fail before anybody would call it hanging."""
    async with asyncio.timeout(8):
        asking = (redis.get("a") for _ in range(calls))
        answers = await asyncio.gather(*asking, return_exceptions=True)
    assert all(isinstance(answer, FAILURES) for answer in answers)


async def apart(calls: Iterable[Awaitable[Any]]) -> list[Any]:
    """Make parallel calls in turns of their own, so that none shares a round trip."""
    asking = []
    for call in calls:
        asking.append(asyncio.ensure_future(call))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    return await asyncio.gather(*asking)


class TestGuardedRedis:
    async def test_it_answers(self, fragile_redis: GuardedRedis) -> None:
        await fragile_redis.set("a", "1")

        assert await fragile_redis.get("a") == b"1"

    @pytest.mark.parametrize(
        ("value", "error"), [("2", ResponseError), (None, DataError), ("\ud800", UnicodeError)]
    )
    async def test_everybody_who_asks_at_once_gets_an_answer_of_their_own(
        self, fragile_redis: GuardedRedis, value: Any, error: type[Exception]
    ) -> None:
        await fragile_redis.set("a", "1")

        one, refused, other = await asyncio.gather(
            fragile_redis.get("a"),
            fragile_redis.lpush("a", value),
            fragile_redis.strlen("a"),
            return_exceptions=True,
        )

        assert (one, other) == (b"1", 1)
        assert isinstance(refused, error)

    async def test_a_redis_that_hangs_costs_a_call_its_deadline_and_then_nothing(
        self, fragile_redis: GuardedRedis, redis_line: Proxy
    ) -> None:
        await fragile_redis.set("a", "1")
        redis_line.freeze()

        fragile_redis.deadline = 0.05
        for _ in range(POLICY.window):
            await fails(fragile_redis)

        assert fragile_redis.breaker.state is State.OPEN
        fragile_redis.deadline = 60
        await fails(fragile_redis, calls=100)

    async def test_many_calls_at_once_wait_together_and_not_in_a_queue(
        self, fragile_redis: GuardedRedis, redis_line: Proxy
    ) -> None:
        await fragile_redis.set("a", "1")
        redis_line.freeze()

        fragile_redis.deadline = 0.5
        await fails(fragile_redis, calls=fragile_redis.connection_pool.max_connections * 20)

    async def test_it_recovers_by_itself(
        self, fragile_redis: GuardedRedis, redis_line: Proxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await fragile_redis.set("a", "1")
        redis_line.cut()
        for _ in range(POLICY.window):
            await fails(fragile_redis)
        redis_line.mend()
        with pytest.raises(CircuitOpen):
            await fragile_redis.get("a")

        later = time.monotonic() + POLICY.open_for
        monkeypatch.setattr(fragile_redis.breaker, "_clock", lambda: later)

        assert await fragile_redis.get("a") == b"1"
        assert fragile_redis.breaker.state is State.CLOSED

    async def test_connections_that_died_with_a_restart_are_nobodys_error(
        self, fragile_redis: GuardedRedis, redis_line: Proxy
    ) -> None:
        await apart(fragile_redis.set("a", "1") for _ in range(10))

        redis_line.cut()
        redis_line.mend()

        assert await apart(fragile_redis.get("a") for _ in range(10)) == [b"1"] * 10

    async def test_more_calls_than_connections_wait_for_one_another(
        self, fragile_redis: GuardedRedis
    ) -> None:
        fragile_redis.connection_pool.max_connections = 2

        assert await apart(fragile_redis.ping() for _ in range(20)) == [True] * 20

    async def test_a_call_that_was_given_up_opens_no_connection_after_the_last(
        self, fragile_redis: GuardedRedis, redis_line: Proxy
    ) -> None:
        await fragile_redis.set("a", "1")
        fragile_redis.deadline = 0.2
        redis_line.freeze()
        tasks = asyncio.all_tasks()
        with suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await fragile_redis.get("a")

        await fragile_redis.aclose()

        assert asyncio.all_tasks() <= tasks

    async def test_a_refusal_is_an_answer(self, fragile_redis: GuardedRedis) -> None:
        for _ in range(POLICY.window * 2):
            with pytest.raises(NoScriptError):
                await fragile_redis.evalsha("0" * 40, 0)

        assert fragile_redis.breaker.state is State.CLOSED
