"""The option graph: every combination of answers, computed from the questionnaire, never typed."""

import math
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.paths import ROOT
from harness.questionnaire import Answer
from harness.questionnaire import Question
from harness.questionnaire import questions

GOLDEN_RATIO = (math.sqrt(5) - 1) / 2
FILES_ONLY = ("ci", "kubernetes")
"""Questions about files around the application; `test_matrix.py` proves it."""

TREES = {
    "least": "database=sqlite auth=none redis=false websockets=false ci=none",
    "default": "",
    "most": (
        "database=postgresql auth=jwt redis=true websockets=true broker=rabbitmq "
        "ci=gitlab kubernetes=true"
    ),
}
"""The combinations whose output is reviewed, in the words of `chosen`."""


@dataclass(frozen=True)
class Combination:
    """One node of the option graph: an answer to every feature question that is asked."""

    pairs: tuple[tuple[str, Answer], ...]

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers by question."""
        return dict(self.pairs)

    @property
    def name(self) -> str:
        """What tests and reports call it, such as `sqlite-jwt-websockets`."""
        return "-".join(word for pair in self.pairs if (word := _word(*pair)))

    @property
    def application(self) -> "Combination":
        """What its code depends on."""
        return Combination(tuple(pair for pair in self.pairs if pair[0] not in FILES_ONLY))

    def __str__(self) -> str:
        return self.name


def combinations(root: Path = ROOT) -> list[Combination]:
    """Every combination; any first few of them are a fair sample of all."""
    features = [question for question in questions(root) if question.is_feature]
    return _spread([Combination(pairs) for pairs in _walk(features, (), {})])


def applications(root: Path = ROOT) -> list[Combination]:
    """Every distinct application, in the order in which the combinations name it first."""
    return list(dict.fromkeys(each.application for each in combinations(root)))


def chosen(choices: str, root: Path = ROOT) -> Combination:
    """The combination with these answers (`database=mysql redis=true`), otherwise defaults."""
    wanted = dict(choice.split("=", 1) for choice in choices.split())
    pairs: dict[str, Answer] = {}
    for feature in (question for question in questions(root) if question.is_feature):
        if feature.is_asked(pairs):
            pairs[feature.name] = _pick(feature, wanted.pop(feature.name, None), pairs)
    if wanted:
        raise ValueError(f"not asked: {', '.join(wanted)}")
    return Combination(tuple(pairs.items()))


def _walk(
    features: Sequence[Question],
    pairs: tuple[tuple[str, Answer], ...],
    known: Mapping[str, Answer],
) -> Iterator[tuple[tuple[str, Answer], ...]]:
    """Answer the first question in every possible way, and the others after it."""
    if not features:
        yield pairs
        return
    question, *others = features
    if not question.is_asked(known):
        yield from _walk(others, pairs, {**known, question.name: question.default_after(known)})
        return
    for answer in question.options(known):
        pair = (question.name, answer)
        yield from _walk(others, (*pairs, pair), {**known, question.name: answer})


def _spread(items: Sequence[Combination]) -> list[Combination]:
    """Step through the items by the golden ratio, which visits all corners early."""
    count = len(items)
    stride = round(count * GOLDEN_RATIO)
    while math.gcd(stride, count) > 1:
        stride -= 1
    return [items[position * stride % count] for position in range(count)]


def _pick(question: Question, wanted: str | None, known: Mapping[str, Answer]) -> Answer:
    """Find the option that the words mean; without words, the default."""
    if wanted is None:
        return question.default_after(known)
    options = {str(option).lower(): option for option in question.options(known)}
    if wanted.lower() not in options:
        raise ValueError(f"{question.name} is one of {', '.join(options)}; not {wanted}")
    return options[wanted.lower()]


def _word(question: str, answer: Answer) -> str:
    """Name an answer: a yes by its question, a choice by itself, a no and a `none` not at all."""
    if isinstance(answer, bool):
        return question if answer else ""
    return "" if answer == "none" else str(answer)
