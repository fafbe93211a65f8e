"""What a run tells while it lasts and when it is over."""

from collections.abc import Iterable
from collections.abc import Iterator

from benchmarks.comparison import Change
from benchmarks.control import is_calm
from benchmarks.goals import Verdict
from benchmarks.quantities import QUANTITIES
from benchmarks.results import Table
from benchmarks.rounds import Spread
from benchmarks.writing import between
from benchmarks.writing import number
from benchmarks.writing import times

MARKS = {"met": "✓", "missed": "✗", "not measured": "·"}


def table_lines(table: Table) -> Iterator[str]:
    """Show what a scenario found, relative to its baseline."""
    yield f"{table.title} ({table.seconds:.0f} s)"
    if table.missing:
        yield f"  {table.missing}"
    for contender in table.values:
        yield f"  {contender:34} {' · '.join(_figures(table, contender))}"


def _figures(table: Table, contender: str) -> Iterator[str]:
    for quantity in table.quantities:
        spread = table.spread(contender, quantity)
        ratio = table.ratio(contender, quantity)
        if ratio and contender != table.baseline:
            yield f"{quantity} {between(ratio, times)}"
        elif spread:
            yield f"{quantity} {number(spread.median)} {QUANTITIES[quantity].unit}"


def goal_lines(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Show every goal, and how far away it is."""
    for verdict in verdicts:
        found = between(verdict.measured) if verdict.measured else ""
        words = f"{verdict.outcome:12} {verdict.goal.says:50} {verdict.goal.wanted:38} {found}"
        yield f"  {MARKS[verdict.outcome]} {words}".rstrip()


def noise_lines(noise: Spread | None) -> Iterator[str]:
    """Warn of a run that cannot be believed."""
    if noise and not is_calm(noise):
        yield f"The machine was busy: one server was {between(noise, times)} as fast as itself."


def change_lines(changes: Iterable[Change]) -> Iterator[str]:
    """Show what is certainly better or worse than before."""
    for change in changes:
        verdict = "better" if change.is_better else "WORSE "
        before, now = (between(each, times) for each in (change.before, change.now))
        what = f"{change.scenario}: {change.contender}, {change.quantity}"
        yield f"  {verdict} {what}: {before} → {now}"
