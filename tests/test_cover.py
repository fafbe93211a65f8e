"""Whole suites run for few applications, in which all answers meet."""

from collections.abc import Iterable
from itertools import combinations
from itertools import product

from harness.combinations import Combination
from harness.cover import Pair
from harness.cover import cover

DATABASES = ("sqlite", "postgresql", "mysql")
APPLICATIONS = [
    Combination((("database", database), ("auth", auth), ("redis", redis)))
    for database, auth, redis in product(DATABASES, ("none", "jwt"), (False, True))
]


def meetings(applications: Iterable[Combination]) -> set[frozenset[Pair]]:
    """The pairs of answers that occur in some of the applications."""
    return {frozenset(pair) for each in applications for pair in combinations(each.pairs, 2)}


class TestCover:
    def test_every_two_answers_that_can_meet_do(self) -> None:
        assert meetings(cover(APPLICATIONS)) == meetings(APPLICATIONS)

    def test_it_is_small(self) -> None:
        fewest = len(DATABASES) * 2  # so many pairs have a database and a kind of auth
        assert fewest <= len(cover(APPLICATIONS)) <= fewest + 1

    def test_a_single_application_stands_for_itself(self) -> None:
        only = Combination((("auth", "jwt"),))
        assert cover([only]) == {only}
