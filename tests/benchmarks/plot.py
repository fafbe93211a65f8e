"""A scenario drawn as bars: a row for each contender, a panel for each quantity."""

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from benchmarks.columns import Column
from benchmarks.goals import Verdict
from benchmarks.results import Table
from benchmarks.rounds import Spread

WIDTH = 1120
NAMES = 270
"""The width of the contenders' names, left of the first panel."""
FIGURES = 84
"""The width of a bar's figure, right of the longest bar, and of the gap to the next panel."""
HEAD = 44
ROW = 28
FAR_APART = 30.0
"""Times that differ by more are drawn by their logarithms."""


@dataclass(frozen=True)
class Scale:
    """Turns values into widths."""

    width: float
    longest: float
    shortest: float = 0.0
    """Where a logarithmic scale begins; 0 if it is a linear one."""

    @classmethod
    def fitting(cls, values: Sequence[float], width: float, *, linear: bool) -> "Scale":
        """Fit all of them in."""
        longest, shortest = max(values), min(values)
        is_wide = 0 < shortest < longest / FAR_APART
        return cls(width, longest, shortest / 2 if is_wide and not linear else 0.0)

    def to(self, value: float) -> float:
        """Tell how wide a value is."""
        if self.shortest:
            share = log(max(value / self.shortest, 1)) / log(self.longest / self.shortest)
        else:
            share = value / self.longest if self.longest else 0.0
        return round(self.width * share, 1)


@dataclass(frozen=True)
class Bar:
    """What one contender did."""

    y: int
    end: float
    low: float
    high: float
    figure: str
    details: str
    is_baseline: bool
    goal: float | None
    """Where the bar has to end, if there is a goal."""

    outcome: str

    @property
    def right(self) -> float:
        """Where all of it ends."""
        return max(self.end, self.high, self.goal or 0.0)


@dataclass(frozen=True)
class Panel:
    """One quantity of all contenders."""

    x: float
    title: str
    hint: str
    one: float | None
    """Where the baseline ends, if bars are relative to it."""

    bars: Sequence[Bar]


@dataclass(frozen=True)
class Plot:
    """A drawing of a table."""

    title: str
    names: Sequence[tuple[int, str]]
    panels: Sequence[Panel]
    width: int
    height: int


def draw(table: Table, verdicts: Iterable[Verdict], page: int = WIDTH) -> Plot:
    """Lay a table out on a page of this width."""
    own = [each for each in verdicts if each.goal.scenario == table.scenario]
    columns = [Column(table, quantity, own) for quantity in table.quantities]
    width = (page - NAMES) / max(len(columns), 1)
    panels = [_panel(column, NAMES + width * n, width) for n, column in enumerate(columns)]
    names = [(_y(row), name) for row, name in enumerate(table.values)]
    return Plot(table.title, names, panels, page, _y(len(names)) + 6)


def _panel(column: Column, x: float, width: float) -> Panel:
    scale = Scale.fitting(column.numbers, width - FIGURES, linear=column.more_is_better)
    bars = [
        _bar(column, name, scale, _y(row))
        for row, name in enumerate(column.table.values)
        if column.shown(name)
    ]
    hint = f"{column.hint}, log" if scale.shortest else column.hint
    one = scale.to(1.0) if column.is_relative else None
    return Panel(round(x, 1), column.quantity, hint, one, bars)


def _bar(column: Column, name: str, scale: Scale, y: int) -> Bar:
    spread = column.shown(name) or Spread(0.0, 0.0, 0.0)
    verdict = column.goals.get(name)
    return Bar(
        y=y,
        end=scale.to(spread.median),
        low=scale.to(spread.low),
        high=scale.to(spread.high),
        figure=column.figure(name),
        details=column.details(name),
        is_baseline=column.is_baseline(name),
        goal=scale.to(verdict.goal.bound) if verdict else None,
        outcome=verdict.outcome if verdict else "",
    )


def _y(row: int) -> int:
    return HEAD + ROW * row
