"""The settings of all services, read from the `.env.example` that each of them would have."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined

from facts.conditions import condition
from facts.conditions import in_words
from facts.questionnaire import COMBINATIONS
from facts.questionnaire import COMPUTED
from facts.questionnaire import FEATURES
from harness.combinations import Combination
from harness.paths import ROOT
from harness.questionnaire import Answer

EXAMPLE = "template/.env.example.jinja"
SLUG = "orders-api"  # of a service with the default answers
FIRST_SECTION = "The service"
SECTION = re.compile(r"^# ─── (.+?) ─+$")
SETTING = re.compile(r"^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$")


@dataclass(frozen=True)
class Setting:
    """A variable, with its default or an example."""

    name: str
    value: str


@dataclass(frozen=True)
class Block:
    """Settings that `.env.example` explains together."""

    section: str
    comment: str
    settings: tuple[Setting, ...]


def setting_facts() -> dict[str, Any]:
    """Tell which settings there are, by section, and which answers bring them."""
    found: dict[Block, list[Combination]] = defaultdict(list)
    for combination in COMBINATIONS:
        for block in blocks(example(combination)):
            found[block].append(combination)
    sections: dict[str, list[tuple[Block, str]]] = defaultdict(list)
    for block in sorted(found, key=_position):
        sections[block.section].append((block, in_words(condition(found[block]))))
    return {"sections": sections}


def example(combination: Combination) -> str:
    """Render the file of one combination alone: a whole copy of each would take a minute."""
    return _environment.get_template(EXAMPLE).render(all_answers(combination), project_slug=SLUG)


def all_answers(combination: Combination) -> dict[str, Answer]:
    """Add to the answers of a combination what follows from them."""
    known = combination.answers
    for question in (*FEATURES, *COMPUTED):
        known.setdefault(question.name, question.default_after(known))
    return known


def blocks(text: str) -> Iterator[Block]:
    """Read an `.env.example`: paragraphs of comments and settings, under headings."""
    section = FIRST_SECTION
    for paragraph in text.split("\n\n"):
        lines = paragraph.strip().splitlines()
        if len(lines) == 1 and (heading := SECTION.match(lines[0])):
            section = heading[1]
        settings = [Setting(*found.groups()) for line in lines if (found := SETTING.match(line))]
        if settings:
            yield Block(section, _prose(lines), tuple(settings))


def _prose(lines: list[str]) -> str:
    """Write a comment as Markdown, in which stars would be emphasis."""
    comment = (line.removeprefix("# ") for line in lines if not SETTING.match(line))
    return " ".join(comment).replace("*", r"\*")


def _position(block: Block) -> int:
    """Say where in the template a block is, whichever services have it."""
    last = block.settings[-1]
    return _source.index(f"{last.name}={last.value}")


_environment = Environment(
    loader=FileSystemLoader(ROOT),
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=StrictUndefined,
    autoescape=False,
)
_source = (ROOT / EXAMPLE).read_text("utf-8").replace("{{ project_slug }}", SLUG)
