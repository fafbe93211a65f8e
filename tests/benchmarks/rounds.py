"""Rounds in which contenders take turns, and what they say together.

A machine that others share is faster in one minute than in the next. So every contender is
measured in every round, and what is compared is their ratio within the round.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple
from typing import Self

Sample = Mapping[str, float]
"""What one contender did in one round, by quantity."""

Values = dict[str, dict[str, list[float]]]
"""For each contender and each quantity, a value from every round."""


class Spread(NamedTuple):
    """The middle of some values, the lowest and the highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Self:
        """Look at values, of which there is one at least."""
        found = sorted(values)
        return cls(median(found), found[0], found[-1])


def interleave(contenders: Mapping[str, Callable[[], Sample]], rounds: int) -> Values:
    """Measure everybody once in each round; another one begins each time."""
    values: Values = {name: {} for name in contenders}
    for number in range(rounds):
        for name in rotated(list(contenders), number):
            for quantity, value in contenders[name]().items():
                values[name].setdefault(quantity, []).append(value)
    return values


def rotated(names: Sequence[str], by: int) -> list[str]:
    """Let another one be first."""
    start = by % len(names)
    return [*names[start:], *names[:start]]


def ratios(values: Sequence[float], baseline: Sequence[float]) -> list[float]:
    """Compare two contenders round by round."""
    return [one / other for one, other in zip(values, baseline, strict=True)]
