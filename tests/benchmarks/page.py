"""The report of a run as one self-contained page."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined

from benchmarks.control import is_calm
from benchmarks.control import noise
from benchmarks.goals import Verdict
from benchmarks.plot import Plot
from benchmarks.plot import draw
from benchmarks.results import Run
from benchmarks.writing import number
from benchmarks.writing import times
from harness.reporting.page import FOLDER as LOOKS

FOLDER = Path(__file__).parent


def write_page(run: Run, verdicts: Sequence[Verdict], path: Path) -> None:
    """Render the run."""
    plots = {table.scenario: svg(draw(table, verdicts)) for table in run.tables}
    path.parent.mkdir(parents=True, exist_ok=True)
    page = templates.get_template("page.html.jinja")
    text = page.render(run=run, verdicts=verdicts, plots=plots, noise=noise(run))
    path.write_text(text, "utf-8")


def svg(plot: Plot) -> str:
    """Write a plot, which the page around it gives its colours."""
    return templates.get_template("plot.svg.jinja").render(plot=plot)


templates = Environment(
    loader=FileSystemLoader([FOLDER, LOOKS]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.globals.update(is_calm=is_calm, number=number, times=times)
