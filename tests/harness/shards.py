"""Shares of the tests, for machines that work side by side: `pytest --shard 1/4` runs the first.

Run as a module, it prints the shards as JSON, from which a workflow makes its jobs.
"""

import json
import math
from argparse import ArgumentTypeError
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from harness.combinations import Combination
from harness.combinations import applications
from harness.paths import ROOT

APPLICATIONS_PER_SHARD = 8

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Shard:
    """One share of several."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def block(self, things: Sequence[Thing]) -> Sequence[Thing]:
        """Cut out its share of neighbours."""
        begin, end = (
            number * len(things) // self.count for number in (self.number - 1, self.number)
        )
        return things[begin:end]

    def turns(self, things: Sequence[Thing]) -> Sequence[Thing]:
        """Pick out its share where every shard takes one thing in turn."""
        return things[self.number - 1 :: self.count]

    def select(self, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """Select whole applications, whose code is tried once, and a share of the other tests.

        Neighbours in the list of combinations are a fair sample of the databases.
        """
        known = applications()
        owned = set(self.block(known))
        others = self.turns([item for item in items if _application(item) not in known])
        chosen = set(others)
        return [item for item in items if item in chosen or _application(item) in owned]


class Sharding:
    """Leaves to other shards what is theirs, as a pytest plugin."""

    def __init__(self, shard: Shard) -> None:
        self._shard = shard

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Keep what is ours of the tests that nobody else has deselected."""
        ours = self._shard.select(items)
        kept = set(ours)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = ours


def shards(root: Path = ROOT) -> list[Shard]:
    """As many shards as the list of combinations is long enough for."""
    count = math.ceil(len(applications(root)) / APPLICATIONS_PER_SHARD)
    return [Shard(number, count) for number in range(1, count + 1)]


def parse(text: str) -> Shard:
    """Read a shard such as `2/4`."""
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise ArgumentTypeError(f"{text!r} is no shard; write one as 2/4")
    return Shard(int(number), int(count))


def _application(item: pytest.Item) -> Combination | None:
    """Name the application that a test is about, if it is about one."""
    callspec = getattr(item, "callspec", None)
    combination = callspec.params.get("combination") if callspec else None
    return combination.application if isinstance(combination, Combination) else None


if __name__ == "__main__":
    print(json.dumps([str(shard) for shard in shards()]))
