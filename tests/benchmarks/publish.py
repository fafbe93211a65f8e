"""Puts the plots of the last run, and what it says about the goals, into the documentation.

Called as `python -m benchmarks.publish`; see `make bench-docs`.
"""

from collections.abc import Iterable
from dataclasses import replace

from benchmarks.goals import GOALS
from benchmarks.goals import Verdict
from benchmarks.goals import judge
from benchmarks.page import svg
from benchmarks.page import templates
from benchmarks.plot import draw
from benchmarks.quantities import MEDIAN
from benchmarks.quantities import MEMORY
from benchmarks.quantities import THROUGHPUT
from benchmarks.results import RESULTS
from benchmarks.results import Run
from benchmarks.results import Table
from harness.paths import ROOT

FOLDER = ROOT / "docs" / "explanation" / "performance"
GOALS_FILE = "goals.html"
WIDTH = 880
"""A page of the documentation is narrower than a report."""


def main() -> None:
    """Write every plot that is there already anew, and the goals."""
    run = Run.load(RESULTS)
    verdicts = list(judge(GOALS, run.by_name))
    for plot in FOLDER.glob("*.svg"):
        if table := run.by_name.get(plot.stem):
            plot.write_text(svg(draw(essence(table, verdicts), verdicts, WIDTH)), "utf-8")
    page = templates.get_template("goals.html.jinja").render(run=run, verdicts=verdicts)
    (FOLDER / GOALS_FILE).write_text(page, "utf-8")


def essence(table: Table, verdicts: Iterable[Verdict]) -> Table:
    """Leave out what throughput tells, too, unless there is a goal for it."""
    if THROUGHPUT.title not in table.quantities:
        return table
    wanted = {
        each.goal.quantity.title for each in verdicts if each.goal.scenario == table.scenario
    }
    left_out = {MEDIAN.title, MEMORY.title} - wanted
    values = {
        name: {quantity: each[quantity] for quantity in each if quantity not in left_out}
        for name, each in table.values.items()
    }
    return replace(table, values=values)


if __name__ == "__main__":
    main()
