"""What is shown of one quantity in one scenario: ratios if the baseline has it, or else values."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.goals import Verdict
from benchmarks.quantities import QUANTITIES
from benchmarks.results import Table
from benchmarks.rounds import Spread
from benchmarks.writing import between
from benchmarks.writing import number
from benchmarks.writing import times


@dataclass(frozen=True)
class Column:
    """One quantity of all contenders, with the goals of the scenario."""

    table: Table
    quantity: str
    verdicts: Sequence[Verdict]

    @property
    def is_relative(self) -> bool:
        """Is there something to compare with?"""
        return self.table.ratio(self.table.baseline, self.quantity) is not None

    @property
    def unit(self) -> str:
        """Return the unit of the values."""
        return QUANTITIES[self.quantity].unit

    @property
    def more_is_better(self) -> bool:
        """Tell which direction is the good one."""
        return QUANTITIES[self.quantity].more_is_better

    @property
    def hint(self) -> str:
        """Tell it to readers."""
        return f"{self.unit}, {'more' if self.more_is_better else 'less'} is better"

    @property
    def goals(self) -> dict[str, Verdict]:
        """Find the goals that are about what is shown, by contender."""
        against = self.table.baseline if self.is_relative else ""
        return {
            each.goal.contender: each
            for each in self.verdicts
            if (each.goal.quantity.title, each.goal.against) == (self.quantity, against)
        }

    @property
    def numbers(self) -> list[float]:
        """List all that has to fit into a drawing."""
        spreads = map(self.shown, self.table.values)
        bounds = [each.goal.bound for each in self.goals.values()]
        return [*(value for spread in spreads if spread for value in spread), *bounds]

    def is_baseline(self, name: str) -> bool:
        """Is it the contender that is 1?"""
        return self.is_relative and name == self.table.baseline

    def shown(self, name: str) -> Spread | None:
        """Return the ratios of a contender, or its values where there are no ratios."""
        read = self.table.ratio if self.is_relative else self.table.spread
        return read(name, self.quantity)

    def figure(self, name: str) -> str:
        """Write the median as it is shown; for the baseline, what it is in its unit."""
        if self.is_relative and not self.is_baseline(name):
            return times(shown.median) if (shown := self.shown(name)) else ""
        spread = self.table.spread(name, self.quantity)
        return number(spread.median) if spread else ""

    def details(self, name: str) -> str:
        """Tell what the rounds found, in the quantity's own unit."""
        spread = self.table.spread(name, self.quantity)
        return f"{name}: {between(spread)} {self.unit}" if spread else name
