"""When something is tried again."""

import random
from collections.abc import Callable
from collections.abc import Iterator

FIRST = 0.5  # seconds
LONGEST = 30.0  # seconds


def delays(jitter: Callable[[], float] = random.random) -> Iterator[float]:
    """Yield seconds to wait, without end: anything up to a limit that doubles each time.

    That is AWS's "full jitter": who failed together does not come back together.
    """
    longest = FIRST
    while True:
        yield longest * jitter()
        longest = min(2 * longest, LONGEST)
