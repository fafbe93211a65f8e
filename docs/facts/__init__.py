"""Fills pages with what the template says about itself, so that no page repeats it.

The pages named here are Jinja templates over these facts; all others are read as they are.
"""

from collections.abc import Callable
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from jinja2 import StrictUndefined
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from facts.graph import graph_facts
from facts.options import option_facts
from facts.settings import setting_facts
from facts.tree import tree_facts

PAGES: Mapping[str, Callable[[], Mapping[str, Any]]] = {
    "explanation/architecture": graph_facts,
    "reference/options": option_facts,
    "reference/settings": setting_facts,
    "reference/tree": tree_facts,
}

pages = Environment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Let Sphinx fill the pages whenever it builds."""
    app.connect("env-get-outdated", outdated)
    app.connect("source-read", fill)
    return {"parallel_read_safe": True}


def outdated(_: Sphinx, environment: BuildEnvironment, *__: object) -> list[str]:
    """Name the pages to read again, because facts change while pages do not."""
    return [page for page in PAGES if page in environment.found_docs]


def fill(_: Sphinx, page: str, source: list[str]) -> None:
    """Replace a page by itself with the facts in it, where it has any."""
    if page in PAGES:
        source[0] = pages.from_string(source[0]).render(PAGES[page]())
