"""Which tests of each application run: all together about as many, however many options."""

from collections.abc import Sequence

from harness.combinations import Combination
from harness.cover import cover
from harness.service import Service
from harness.suite import shares

SMOKE = "tests/integration/test_health.py"
"""Runs in every application: it starts, and reaches whatever it needs."""

SHARED = 2
"""So many times every test file runs in some application whose suite does not run whole."""


class Plan:
    """Few applications run their whole suite: those in which all answers meet, two by two.

    All others share the test files among themselves, so that each gets the fewer, the more there
    are. Unless it is everything that is wanted, coverage is left to a service that is installed
    for real: measuring it takes as long as the tests.
    """

    def __init__(self, applications: Sequence[Combination], *, everything: bool = False) -> None:
        self.measures_coverage = everything
        self._whole = set(applications) if everything else cover(applications)
        others = [each for each in applications if each not in self._whole]
        self._parts = max(2, len(others) // SHARED)
        self._turns = {each: number % self._parts for number, each in enumerate(others)}

    def is_whole(self, combination: Combination) -> bool:
        """Does its whole suite run?"""
        return combination.application in self._whole

    def files(self, service: Service) -> list[str]:
        """List the test files that run in a service; no file means all of them."""
        if self.is_whole(service.combination):
            return []
        turn = self._turns[service.combination.application]
        return sorted({SMOKE, *shares(service, self._parts)[turn]})
