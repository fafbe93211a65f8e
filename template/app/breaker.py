"""Stops calling what keeps failing: callers fail at once, and it gets time to recover.

A breaker is *closed* while calls go through. It *opens* when too many of them fail, and after a
while it is *half-open*: a few trials tell whether it closes, or opens for as long again.
"""

import time
from collections import deque
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

import structlog
from prometheus_client import Gauge

from app.errors import Unavailable

STATE = Gauge(
    "circuit_breaker_state",
    "0: closed, 1: half-open, 2: open; of several processes the worst",
    ["breaker"],
    multiprocess_mode="livemax",
)

logger = structlog.get_logger()


class State(IntEnum):
    CLOSED = 0
    HALF_OPEN = 1
    OPEN = 2


class CircuitOpen(Unavailable):
    title = "A part of this service is being left alone, because it kept failing"


@dataclass(frozen=True)
class BreakerPolicy:
    """When a breaker opens, and how it finds out that it may close again."""

    window: int = 20
    """How many of the latest calls count."""

    minimum: int = 5
    """Fewer calls than this prove nothing."""

    failure_rate: float = 0.5
    """The share of failed calls, from 0 to 1, at which it opens."""

    open_for: float = 10.0
    """Seconds without a call."""

    trials: int = 3
    """Calls that are let through afterwards; it closes when every one of them succeeds."""


DEFAULT_POLICY = BreakerPolicy()


@dataclass
class _Period:
    """The time in one state; a call that ends after the period it began in teaches nothing."""

    state: State
    began: float
    failed: deque[bool]
    admitted: int = 0


class CircuitBreaker:
    """Guards the calls to one other party, in one process and one event loop."""

    def __init__(
        self,
        name: str,
        policy: BreakerPolicy = DEFAULT_POLICY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._policy = policy
        self._clock = clock
        self._period = self._begin(State.CLOSED)

    @property
    def state(self) -> State:
        """The state that the last call left; only the next one finds that time has passed."""
        return self._period.state

    @contextmanager
    def guard(self, *failures: type[Exception]) -> Iterator[None]:
        """Let one call through, or raise `CircuitOpen`, and learn from how the call ends.

        One of `failures` is a failure and no exception is a success. Anything else, such as a
        cancellation, tells nothing. A deadline belongs inside, with `TimeoutError` a failure.
        """
        period = self._admit()
        try:
            yield
        except failures:
            self._learn(period, failed=True)
            raise
        except BaseException:
            period.admitted -= 1
            raise
        self._learn(period, failed=False)

    def _admit(self) -> _Period:
        """Count a call, unless it would come too early or be a trial too many."""
        if self.state is State.OPEN:
            remaining = self._period.began + self._policy.open_for - self._clock()
            if remaining > 0:
                raise CircuitOpen(retry_after=remaining)
            self._change(State.HALF_OPEN)
        if self.state is State.HALF_OPEN and self._period.admitted >= self._policy.trials:
            raise CircuitOpen(retry_after=1)  # the trials that are under way soon tell
        self._period.admitted += 1
        return self._period

    def _learn(self, period: _Period, *, failed: bool) -> None:
        period.failed.append(failed)
        if period is not self._period:
            return
        if self._has_failed():
            self._change(State.OPEN)
        elif self.state is State.HALF_OPEN and len(period.failed) == self._policy.trials:
            self._change(State.CLOSED)

    def _has_failed(self) -> bool:
        """Tell whether what was learnt in this period is reason to open."""
        calls, failures = len(self._period.failed), sum(self._period.failed)
        if self.state is State.HALF_OPEN:
            return failures > 0
        enough = calls >= self._policy.minimum
        return enough and failures >= calls * self._policy.failure_rate

    def _change(self, state: State) -> None:
        logger.warning("a circuit breaker changed", breaker=self.name, state=state.name.lower())
        self._period = self._begin(state)

    def _begin(self, state: State) -> _Period:
        STATE.labels(self.name).set(state)
        calls = self._policy.trials if state is State.HALF_OPEN else self._policy.window
        return _Period(state, self._clock(), deque(maxlen=calls))
