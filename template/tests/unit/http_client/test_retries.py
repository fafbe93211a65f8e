import asyncio
from collections import Counter
from collections.abc import Awaitable
from collections.abc import Callable
from random import Random

import pytest
from prometheus_client import REGISTRY

from app.breaker import CircuitOpen
from app.http_client.errors import ServiceFailed
from app.http_client.errors import ServiceUnavailable
from app.http_client.retries import Retries
from app.http_client.retry_budget import RetryBudget


class Sleeper:
    """Stands in for sleeping, and remembers for how long."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


class Attempts:
    """Fails in the given ways, one after the other, and then succeeds."""

    def __init__(self, *failures: Exception) -> None:
        self.made = 0
        self._failures = iter(failures)

    async def __call__(self) -> str:
        self.made += 1
        if failure := next(self._failures, None):
            raise failure
        return "done"


def passing(told: float | None = None) -> ServiceFailed:
    return ServiceFailed("503", transient=True, told=told)


@pytest.fixture
def sleep() -> Sleeper:
    return Sleeper()


@pytest.fixture
def retries(sleep: Sleeper) -> Retries:
    """Retries whose delays are as long as they can be."""
    return Retries("other", sleep=sleep, jitter=lambda: 1.0)


async def run(
    retries: Retries, attempt: Callable[[], Awaitable[str]], *, within: float = 60
) -> str:
    return await retries.run(attempt, asyncio.get_running_loop().time() + within)


class TestRun:
    async def test_a_success_is_not_repeated(self, retries: Retries, sleep: Sleeper) -> None:
        attempts = Attempts()

        assert await run(retries, attempts) == "done"
        assert (attempts.made, sleep.slept) == (1, [])

    async def test_what_may_pass_is_tried_again(self, retries: Retries) -> None:
        attempts = Attempts(passing(), passing())

        assert await run(retries, attempts) == "done"
        assert attempts.made == 3

    async def test_after_the_last_attempt_its_failure_is_told(self, retries: Retries) -> None:
        attempts = Attempts(*(passing(told=number) for number in range(9)))

        with pytest.raises(ServiceFailed) as caught:
            await run(retries, attempts)

        assert (attempts.made, caught.value.told) == (3, 2)

    @pytest.mark.parametrize(
        "failure",
        [
            pytest.param(ServiceFailed("500", transient=False), id="it will fail again"),
            pytest.param(CircuitOpen(), id="the service is left alone"),
            pytest.param(ValueError(), id="a mistake of ours"),
        ],
    )
    async def test_what_does_not_pass_is_not_tried_again(
        self, retries: Retries, failure: Exception
    ) -> None:
        attempts = Attempts(failure)

        with pytest.raises(type(failure)):
            await run(retries, attempts)

        assert attempts.made == 1

    async def test_nobody_waits_for_a_retry_that_would_come_too_late(
        self, retries: Retries, sleep: Sleeper
    ) -> None:
        attempts = Attempts(passing(told=10))

        with pytest.raises(ServiceUnavailable):
            await run(retries, attempts, within=5)

        assert (attempts.made, sleep.slept) == (1, [])

    async def test_when_much_fails_there_are_hardly_any_retries(self, sleep: Sleeper) -> None:
        retries = Retries("other", budget=RetryBudget(share=0.1, most=10), sleep=sleep)
        attempts = Attempts(*(passing() for _ in range(10_000)))

        for _ in range(1_000):
            with pytest.raises(ServiceFailed):
                await run(retries, attempts)

        assert attempts.made == pytest.approx(1_000 + 100 + 10, abs=1)

    async def test_retries_are_counted(self, retries: Retries) -> None:
        labels = {"service": "other"}
        before = REGISTRY.get_sample_value("http_client_retries_total", labels) or 0

        await run(retries, Attempts(passing(), passing()))

        assert REGISTRY.get_sample_value("http_client_retries_total", labels) == before + 2


class TestDelay:
    def test_the_longest_delay_doubles_up_to_a_limit(self, retries: Retries) -> None:
        delays = [retries.delay(retry, told=None) for retry in range(1, 8)]

        assert delays == [0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]

    async def test_what_the_service_tells_us_is_waited_for(
        self, retries: Retries, sleep: Sleeper
    ) -> None:
        await run(retries, Attempts(passing(told=7)))

        assert sleep.slept == [7.1]

    async def test_many_clients_that_fail_at_once_do_not_come_back_at_once(self) -> None:
        sleep, random = Sleeper(), Random(1)
        for _ in range(200):
            client = Retries("other", sleep=sleep, jitter=random.random)
            await run(client, Attempts(passing()))

        moments = Counter(int(seconds * 100) for seconds in sleep.slept)

        assert set(moments) == set(range(10))
        assert max(moments.values()) <= 2 * 200 / len(moments)
