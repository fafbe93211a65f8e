"""The report as one self-contained page."""

from datetime import UTC
from datetime import datetime
from pathlib import Path

from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined

from harness.reporting.records import STAGES
from harness.reporting.records import Run

TEMPLATE = "page.html.jinja"


def write_page(run: Run, path: Path) -> None:
    """Render the run."""
    loader = FileSystemLoader(Path(__file__).parent)
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
