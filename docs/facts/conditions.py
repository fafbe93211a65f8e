"""Under which answers something is there, in few words."""

from collections.abc import Collection
from collections.abc import Mapping

from facts.questionnaire import COMBINATIONS
from facts.questionnaire import FEATURES
from harness.combinations import Combination
from harness.questionnaire import Answer

Condition = Mapping[str, list[Answer]]
"""The answers that are needed, by question; a question that does not matter is left out."""


def condition(present: Collection[Combination]) -> Condition:
    """Find what the combinations have in common that no other one has."""
    given, possible = answers_given(present), answers_given(COMBINATIONS)
    needed = {name: answers for name, answers in given.items() if answers != possible[name]}
    if {each for each in COMBINATIONS if meets(each, needed)} != set(present):
        raise ValueError(f"neither {needed} nor any other list of answers says when it is there")
    return needed


def answers_given(group: Collection[Combination]) -> dict[str, list[Answer]]:
    """List the answers that occur in a group, by question and in the order of the choices."""
    occurring = {pair for each in group for pair in each.pairs}
    return {
        question.name: [
            answer for answer in question.answers if (question.name, answer) in occurring
        ]
        for question in FEATURES
    }


def meets(combination: Combination, needed: Condition) -> bool:
    """Does a combination have the answers?"""
    return all(combination.answers.get(name) in answers for name, answers in needed.items())


def in_words(needed: Condition) -> str:
    """Write a condition as one answers the questions: `auth=jwt`, `redis=true`."""
    return " and ".join(f"`{name}={_either(answers)}`" for name, answers in needed.items())


def written(answer: Answer) -> str:
    """Write an answer as one gives it."""
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def _either(answers: Collection[Answer]) -> str:
    *others, last = (f"{written(answer)}" for answer in answers)
    return f"{'`, `'.join(others)}` or `{last}" if others else last
