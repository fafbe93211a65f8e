"""How fast a client may speak."""

import time
from collections.abc import Callable


class Pace:
    """A token bucket: `burst` messages at once, `rate` a second for long."""

    def __init__(
        self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._left = float(burst)
        self._then = clock()

    def spend(self) -> float:
        """Count a message and tell how many more are welcome; below zero it came too early."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._then) * self._rate) - 1
        self._then = now
        return self._left
