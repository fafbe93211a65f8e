"""The ways a service may go: to what is here from every release, and along the option graph."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from itertools import pairwise
from itertools import zip_longest
from pathlib import Path

from harness.combinations import Combination
from harness.combinations import combinations
from harness.paths import ROOT
from harness.questionnaire import Answer
from harness.questionnaire import Question
from harness.questionnaire import questions
from harness.releases import next_version
from harness.releases import questionnaire
from harness.releases import releases


@dataclass(frozen=True)
class Update:
    """A service that was made from a version, brought to what is here."""

    version: str
    before: Combination
    after: Combination
    """The answers that it must have then, if its questions are still asked."""

    switched: str = ""
    """The question that is answered in another way, if one is."""

    @property
    def data(self) -> dict[str, Answer]:
        """The answers that are given with the update."""
        return {self.switched: self.after.answers[self.switched]} if self.switched else {}

    @property
    def kind(self) -> tuple[str, Answer, Answer]:
        """What is switched, from which answer to which."""
        question = self.switched
        return question, self.before.answers[question], self.after.answers[question]

    def __str__(self) -> str:
        words = [f"{name}={answer}".lower() for name, answer in self.data.items()]
        return ":".join([self.version, self.before.name, *words])


def version_updates(root: Path = ROOT) -> list[Update]:
    """Every release with each of its own combinations; any first few are a fair sample."""
    features = _features(root)
    turns = [
        [Update(each.version, before, _still_asked(before, features)) for before in made]
        for each in reversed(releases(root))
        for made in [combinations(questionnaire(each, root))]
    ]
    return [update for update in chain.from_iterable(zip_longest(*turns)) if update]


@cache
def edges(root: Path = ROOT) -> Sequence[Update]:
    """Every combination with each of its answers switched in each possible way."""
    version, features = next_version(root), _features(root)
    return tuple(
        Update(version, before, _carried({**before.answers, question: answer}, features), question)
        for before in combinations(root)
        for question, answer in _switches(before, features)
    )


def one_of_each_kind(edges: Iterable[Update]) -> list[Update]:
    """Choose an edge for each question, answer before and answer after; each another service's."""
    chosen: dict[tuple[str, Answer, Answer], Update] = {}
    for edge in edges:
        if edge.kind not in chosen and all(edge.before != each.before for each in chosen.values()):
            chosen[edge.kind] = edge
    return list(chosen.values())


def around_each_question(edges: Iterable[Update], root: Path = ROOT) -> list[Update]:
    """Choose those of one of each kind which go once around a question's answers.

    So every answer is left and entered, and there are as many as there are answers.
    """
    rounds = {
        (question.name, before, after)
        for question in _features(root)
        for before, after in pairwise([*question.answers, question.answers[0]])
    }
    return [edge for edge in one_of_each_kind(edges) if edge.kind in rounds]


def _features(root: Path) -> list[Question]:
    return [question for question in questions(root) if question.is_feature]


def _still_asked(before: Combination, features: Sequence[Question]) -> Combination:
    after = _carried(before.answers, features)
    return Combination(tuple(pair for pair in before.pairs if pair in after.pairs))


def _switches(before: Combination, features: Sequence[Question]) -> Iterator[tuple[str, Answer]]:
    for question in features:
        for answer in question.options(before.answers):
            if before.answers.get(question.name, answer) != answer:
                yield question.name, answer


def _carried(wanted: Mapping[str, Answer], features: Sequence[Question]) -> Combination:
    """Give these answers where they are possible, and defaults otherwise."""
    known: dict[str, Answer] = {}
    pairs: dict[str, Answer] = {}
    for question in features:
        default = question.default_after(known)
        answer = wanted.get(question.name, default)
        if question.is_asked(known):
            pairs[question.name] = answer if answer in question.options(known) else default
        known[question.name] = pairs.get(question.name, default)
    return Combination(tuple(pairs.items()))
