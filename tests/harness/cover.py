"""A few applications in which all answers meet that meet in any application."""

from collections.abc import Iterable
from itertools import combinations_with_replacement

from harness.combinations import Combination
from harness.questionnaire import Answer

Pair = tuple[str, Answer]


def cover(candidates: Iterable[Combination]) -> set[Combination]:
    """Choose a few that have every answer, and every two answers together, that any has."""
    met = {each: _meetings(each.pairs) for each in candidates}
    missing = {meeting for meetings in met.values() for meeting in meetings}
    chosen: set[Combination] = set()
    while missing:
        best = max(met, key=lambda each: len(met[each] & missing))
        chosen.add(best)
        missing -= met[best]
    return chosen


def _meetings(pairs: Iterable[Pair]) -> set[frozenset[Pair]]:
    """Every answer of one application, and every two."""
    return {frozenset(meeting) for meeting in combinations_with_replacement(pairs, 2)}
