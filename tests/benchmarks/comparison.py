"""What has changed since an earlier run."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.quantities import QUANTITIES
from benchmarks.results import Run
from benchmarks.results import Table
from benchmarks.rounds import Spread

WORTH_TELLING = 0.05


@dataclass(frozen=True)
class Change:
    """A contender that is faster or slower, relative to the baseline, than it was."""

    scenario: str
    contender: str
    quantity: str
    before: Spread
    now: Spread

    @property
    def is_better(self) -> bool:
        """Is it a change to be glad about?"""
        more = self.now.median > self.before.median
        return more == QUANTITIES[self.quantity].more_is_better

    @property
    def is_certain(self) -> bool:
        """Is it larger than what rounds differ by anyway?"""
        apart = self.now.low > self.before.high or self.now.high < self.before.low
        return apart and abs(self.now.median / self.before.median - 1) > WORTH_TELLING


def changes(earlier: Run, now: Run) -> Iterator[Change]:
    """Name every ratio that is certainly not what it was."""
    for name, table in now.by_name.items():
        before = earlier.by_name.get(name)
        if before and before.baseline == table.baseline:
            yield from (each for each in _differences(before, table) if each.is_certain)


def _differences(before: Table, now: Table) -> Iterator[Change]:
    for contender in now.values:
        for quantity in now.quantities:
            one, other = (table.ratio(contender, quantity) for table in (before, now))
            if one and other and one.median:
                yield Change(now.scenario, contender, quantity, one, other)
