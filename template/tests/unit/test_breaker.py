import asyncio
from contextlib import ExitStack
from contextlib import suppress

import pytest
from prometheus_client import REGISTRY

from app.breaker import BreakerPolicy
from app.breaker import CircuitBreaker
from app.breaker import CircuitOpen
from app.breaker import State
from app.errors import Unavailable
from tests.fixtures.clock import Clock

POLICY = BreakerPolicy(window=10, minimum=4, failure_rate=0.5, open_for=10, trials=3)


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker("other", POLICY, clock)


@pytest.fixture
def half_open(breaker: CircuitBreaker, clock: Clock) -> CircuitBreaker:
    """A breaker whose next call is a trial."""
    record(breaker, "FFFF")
    clock.now += POLICY.open_for
    return breaker


def record(breaker: CircuitBreaker, calls: str) -> State:
    """Make calls that fail (F), succeed (S) or are given up (C); return the state after them."""
    for call in calls:
        with suppress(ConnectionError, asyncio.CancelledError), breaker.guard(ConnectionError):
            if call == "F":
                raise ConnectionError
            if call == "C":
                raise asyncio.CancelledError
    return breaker.state


def is_open(breaker: CircuitBreaker) -> bool:
    """Tell whether the next call is refused; if it is not, it is given up."""
    try:
        record(breaker, "C")
    except CircuitOpen:
        return True
    return False


def gauge(name: str) -> float | None:
    return REGISTRY.get_sample_value("circuit_breaker_state", {"breaker": name})


class TestClosed:
    @pytest.mark.parametrize(
        ("calls", "opens"),
        [
            pytest.param("FFF", False, id="too few calls to judge"),
            pytest.param("FFFF", True, id="just enough calls"),
            pytest.param("FFSS", True, id="half of the calls"),
            pytest.param("SSSFF", False, id="fewer than half"),
            pytest.param("SSSFFF", True, id="the sixth makes it half"),
            pytest.param("FFF" + "C" * 20, False, id="calls that were given up prove nothing"),
            pytest.param("FS" + "S" * 20 + "FFFF", False, id="an old failure is forgotten"),
            pytest.param("FS" + "S" * 20 + "FFFFF", True, id="half of the latest ten"),
        ],
    )
    def test_it_opens_at_the_threshold_and_not_before(
        self, breaker: CircuitBreaker, calls: str, opens: bool
    ) -> None:
        record(breaker, calls)

        assert is_open(breaker) == opens

    def test_an_error_that_is_no_failure_of_the_other_party_does_not_count(
        self, breaker: CircuitBreaker
    ) -> None:
        for _ in range(20):
            with pytest.raises(ValueError, match="ours"), breaker.guard(ConnectionError):
                raise ValueError("ours")

        assert not is_open(breaker)

    def test_a_failure_reaches_the_caller(self, breaker: CircuitBreaker) -> None:
        with pytest.raises(ConnectionError), breaker.guard(OSError):
            raise ConnectionError


class TestOpen:
    def test_the_caller_is_told_when_to_come_back(
        self, breaker: CircuitBreaker, clock: Clock
    ) -> None:
        record(breaker, "FFFF")
        clock.now += 4

        with pytest.raises(Unavailable) as caught:
            record(breaker, "S")

        assert isinstance(caught.value, CircuitOpen)
        assert caught.value.retry_after == 6

    def test_it_stays_open_until_its_time_has_passed(
        self, breaker: CircuitBreaker, clock: Clock
    ) -> None:
        record(breaker, "FFFF")

        clock.now += 9.9
        assert is_open(breaker)
        clock.now += 0.1
        assert not is_open(breaker)

    def test_a_call_that_began_before_and_ends_now_changes_nothing(
        self, breaker: CircuitBreaker
    ) -> None:
        with breaker.guard(ConnectionError):
            record(breaker, "FFFF")

        assert breaker.state is State.OPEN

    def test_another_breaker_is_not_affected(self, breaker: CircuitBreaker, clock: Clock) -> None:
        record(breaker, "FFFF")

        assert not is_open(CircuitBreaker("another", POLICY, clock))


class TestHalfOpen:
    async def test_of_many_calls_at_once_exactly_the_trials_are_let_through(
        self, half_open: CircuitBreaker
    ) -> None:
        hits = 0

        async def call() -> None:
            nonlocal hits
            with half_open.guard(ConnectionError):
                hits += 1
                await asyncio.sleep(0)

        outcomes = await asyncio.gather(*(call() for _ in range(100)), return_exceptions=True)

        assert hits == POLICY.trials
        assert sum(isinstance(outcome, CircuitOpen) for outcome in outcomes) == 100 - hits
        assert half_open.state is State.CLOSED

    def test_it_closes_when_every_trial_succeeds_and_not_before(
        self, half_open: CircuitBreaker
    ) -> None:
        assert record(half_open, "SS") is State.HALF_OPEN
        assert record(half_open, "S") is State.CLOSED

    def test_failures_from_before_are_forgotten_when_it_closes(
        self, half_open: CircuitBreaker
    ) -> None:
        assert record(half_open, "SSS" + "FFF") is State.CLOSED

    def test_a_trial_that_fails_opens_it_for_the_whole_time(
        self, half_open: CircuitBreaker, clock: Clock
    ) -> None:
        record(half_open, "SF")

        clock.now += 9.9
        assert is_open(half_open)
        clock.now += 0.1
        assert not is_open(half_open)

    def test_a_trial_that_is_given_up_makes_room_for_another(
        self, half_open: CircuitBreaker
    ) -> None:
        assert record(half_open, "CCCCC" + "SSS") is State.CLOSED

    def test_while_the_trials_are_under_way_others_are_told_to_wait(
        self, half_open: CircuitBreaker
    ) -> None:
        with ExitStack() as trials:
            for _ in range(POLICY.trials):
                trials.enter_context(half_open.guard())

            with pytest.raises(CircuitOpen) as refused:
                record(half_open, "S")

        assert refused.value.retry_after == 1

    def test_a_call_from_before_it_opened_is_no_trial(
        self, breaker: CircuitBreaker, clock: Clock
    ) -> None:
        with suppress(ConnectionError), breaker.guard(ConnectionError):
            record(breaker, "FFFF")
            clock.now += POLICY.open_for
            record(breaker, "S")
            raise ConnectionError

        assert breaker.state is State.HALF_OPEN


class TestMetric:
    def test_the_state_is_shown_by_name(self, clock: Clock) -> None:
        breaker = CircuitBreaker("shown", POLICY, clock)
        assert gauge("shown") == State.CLOSED

        record(breaker, "FFFF")
        assert gauge("shown") == State.OPEN

        clock.now += POLICY.open_for
        record(breaker, "S")
        assert gauge("shown") == State.HALF_OPEN

        record(breaker, "SS")
        assert gauge("shown") == State.CLOSED
