"""The questions of `copier.yml`, and what of a service is there because of each answer."""

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment
from jinja2 import meta

from facts.conditions import written
from facts.paths import CONFIGURATION
from facts.paths import PATHS
from facts.questionnaire import COMPUTED
from facts.questionnaire import FEATURES
from facts.questionnaire import QUESTIONS
from facts.questionnaire import TEXTS
from harness.questionnaire import Question


@dataclass(frozen=True)
class Option:
    """A question, as the page shows it."""

    name: str
    help: str
    answers: Sequence[str]
    default: str
    owned: Mapping[str, Sequence[str]]
    """The paths that depend on the answer, by the condition that the template states."""


def option_facts() -> dict[str, Any]:
    """Tell which questions there are, and which names follow from their answers."""
    return {
        "features": [option(question) for question in FEATURES],
        "texts": [option(question) for question in TEXTS],
        "computed": {each.name: str(each.default).strip("{} ") for each in COMPUTED},
    }


def option(question: Question) -> Option:
    """Describe a question."""
    return Option(
        name=question.name,
        help=CONFIGURATION[question.name]["help"],
        answers=[written(answer) for answer in question.answers],
        default=default(question),
        owned=owned(question),
    )


def default(question: Question) -> str:
    """Write what counts when nobody answers, or what it is made of."""
    if "{" not in str(question.default):
        return f"`{written(question.default)}`"
    sources = [each.name for each in QUESTIONS if each.name in question.default]
    return f"made from `{'`, `'.join(sources)}`"


def owned(question: Question) -> dict[str, list[str]]:
    """Group the paths that a question decides about by their conditions."""
    found: dict[str, list[str]] = defaultdict(list)
    for expression, path in PATHS:
        if question.name in decided_by(expression):
            found[expression].append(path)
    return {expression: sorted(paths) for expression, paths in sorted(found.items(), key=simplest)}


def simplest(condition: tuple[str, list[str]]) -> tuple[int, str]:
    """Sort conditions of one word first."""
    return len(condition[0].split()), condition[0]


@cache
def decided_by(expression: str) -> set[str]:
    """Name the questions that a condition depends on, directly or by a computed name."""
    following = {each.name: names(each.default) for each in COMPUTED}
    return {
        asked for name in names(f"{{{{ {expression} }}}}") for asked in following.get(name, {name})
    }


def names(source: str) -> set[str]:
    """Name what a Jinja expression asks for."""
    return meta.find_undeclared_variables(Environment(autoescape=True).parse(source))
