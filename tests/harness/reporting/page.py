"""The report as one self-contained page."""

import json
from datetime import UTC
from datetime import datetime
from pathlib import Path

from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined

from harness.reporting.records import STAGES
from harness.reporting.records import Run

FOLDER = Path(__file__).parent
TEMPLATE = "page.html.jinja"


def write_page(run: Run, path: Path) -> None:
    """Render the run."""
    loader = FileSystemLoader(FOLDER)
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    page = environment.get_template(TEMPLATE)
    now = datetime.now(UTC)
    path.write_text(page.render(run=run, stages=list(STAGES.values()), now=now), "utf-8")


def write_costs(run: Run, path: Path) -> None:
    """Note the CPU seconds of types and suites per combination, for the benchmarks.

    Few combinations have no code in common with another; of all, several share an application.
    """
    costs = {f"the first {cost.count}": cost.cpu_seconds / cost.count for cost in run.costs}
    total = sum(stint.cpu_seconds for stint in run.stints)
    path.write_text(json.dumps({**costs, "all combinations": total / len(run.rows)}), "utf-8")
