"""The questions of `copier.yml`, read the way Copier reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Template
from jinja2.nativetypes import NativeEnvironment

from harness.paths import ROOT

Answer = bool | int | float | str


@dataclass(frozen=True)
class Question:
    """One question: what may be answered, and when it is asked."""

    name: str
    kind: str
    default: Any = None
    choices: Any = ()
    when: Any = True

    @property
    def is_computed(self) -> bool:
        """Is it a name for something that other answers already say?"""
        return self.when is False

    @property
    def is_feature(self) -> bool:
        """Does it have a countable set of answers, so that it belongs to the option graph?"""
        return not self.is_computed and (bool(self.choices) or self.kind == "bool")

    def is_asked(self, answers: Mapping[str, Answer]) -> bool:
        """Do the answers given so far let the question come up?"""
        return bool(evaluated(self.when, answers))

    @property
    def answers(self) -> list[Answer]:
        """List what may ever be answered."""
        return [answer for answer, _ in self._offers({})]

    def options(self, answers: Mapping[str, Answer]) -> list[Answer]:
        """List what may be answered after the answers given so far, but no choice that refuses."""
        offers = self._offers(answers)
        return [answer for answer, refusal in offers if not evaluated(refusal, answers)]

    def default_after(self, answers: Mapping[str, Answer]) -> Answer:
        """Say what counts when nobody answers."""
        answer: Answer = evaluated(self.default, answers)
        return answer

    def _offers(self, answers: Mapping[str, Answer]) -> list[tuple[Answer, str]]:
        """List every choice, with what its validator says if it refuses."""
        if self.kind == "bool":
            return [(False, ""), (True, "")]
        choices = evaluated(self.choices, answers)
        values = choices.values() if isinstance(choices, Mapping) else choices
        return [_offer(value) for value in values]


def questions(root: Path = ROOT) -> list[Question]:
    """Read the questionnaire of the template at this root."""
    return list(_read((root / "copier.yml").read_text("utf-8")))


@cache
def _read(text: str) -> tuple[Question, ...]:
    details = yaml.safe_load(text).items()
    return tuple(_question(name, each) for name, each in details if name[0] != "_")


def evaluated(value: Any, answers: Mapping[str, Answer]) -> Any:
    """Render a value that may be a Jinja expression over the answers."""
    if not isinstance(value, str) or "{" not in value:
        return value
    return _compiled(value).render(**answers)


@cache
def _compiled(expression: str) -> Template:
    return _expressions.from_string(expression)


_expressions = NativeEnvironment()


def _question(name: str, details: Any) -> Question:
    if not isinstance(details, dict):
        details = {"type": type(details).__name__, "default": details}
    if details.get("multiselect"):
        message = (
            f"{name}: a question with several answers at once has no place in the option graph"
        )
        raise ValueError(message)
    return Question(
        name=name,
        kind=details.get("type", "str"),
        default=details.get("default"),
        choices=details.get("choices", ()),
        when=details.get("when", True),
    )


def _offer(choice: Any) -> tuple[Answer, str]:
    """Read a choice: `value`, `[label, value]`, or with a rule `{value: …, validator: …}`."""
    match choice:
        case [_, value]:
            return _offer(value)
        case {"value": value, **rules}:
            return value, str(rules.get("validator", ""))
        case value:
            return value, ""
