"""How far a run can be believed: a server that was measured twice should be as fast as itself."""

from benchmarks.quantities import THROUGHPUT
from benchmarks.results import Run
from benchmarks.rounds import Spread
from benchmarks.scenarios import trivial

CALM = 0.1
"""A machine where it differs by more in any round was busy with something else."""


def noise(run: Run) -> Spread | None:
    """Tell how much a server differed from itself, if that was measured."""
    table = run.by_name.get("trivial")
    return table.ratio(trivial.CONTROL, THROUGHPUT.title) if table else None


def is_calm(spread: Spread) -> bool:
    """Tell whether all rounds can be believed."""
    return spread.low >= 1 - CALM and spread.high <= 1 + CALM
