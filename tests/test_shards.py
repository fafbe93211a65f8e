"""Shards together are the whole, and no test is in two of them."""

import json
import shutil
import sys
from argparse import ArgumentTypeError
from collections import Counter
from pathlib import Path

import pytest

from harness.combinations import Combination
from harness.combinations import applications
from harness.combinations import combinations
from harness.commands import run
from harness.commands import succeed
from harness.paths import ROOT
from harness.shards import Shard
from harness.shards import parse
from harness.shards import shards

PYTEST = (sys.executable, "-m", "pytest", "--collect-only", "--quiet", "--no-summary")


def collected(*options: str) -> list[str]:
    """List what a run with these options would test."""
    output = succeed([*PYTEST, *options], directory=ROOT)
    return [line for line in output.splitlines() if "::" in line]


def stage(test: str) -> tuple[str, str]:
    """Split a test of the matrix into its stage and its combination; others have none."""
    name, _, answers = test.rstrip("]").partition("[")
    known = name.startswith("tests/test_matrix.py") and answers
    return (name, answers) if known else ("", "")


@pytest.fixture(scope="module")
def shares() -> list[list[str]]:
    return [collected("--shard", shard) for shard in ("1/3", "2/3", "3/3")]


class TestShares:
    def test_together_they_are_the_whole_run_and_each_test_is_in_one(
        self, shares: list[list[str]]
    ) -> None:
        counts = Counter(test for share in shares for test in share)
        assert set(counts.values()) == {1}
        assert set(counts) == set(collected())

    def test_combinations_with_the_same_code_are_in_one(self, shares: list[list[str]]) -> None:
        applications_of = {each.name: each.application for each in combinations()}
        homes: dict[Combination, set[int]] = {}
        for number, share in enumerate(shares):
            for name in {stage(test)[1] for test in share} - {""}:
                homes.setdefault(applications_of[name], set()).add(number)
        assert homes.keys() == set(applications())
        assert [each.name for each, numbers in homes.items() if len(numbers) > 1] == []

    def test_each_has_every_stage_and_some_of_the_other_tests(
        self, shares: list[list[str]]
    ) -> None:
        one, *others = ({stage(test)[0] for test in share} for share in shares)
        assert len(one) > 1
        assert all(other == one for other in others)
        rest = [sum(stage(test) == ("", "") for test in share) for share in shares]
        assert 0 < min(rest) <= max(rest) <= min(rest) + 1

    def test_each_has_every_database(self) -> None:
        databases = {each.answers["database"] for each in combinations()}
        for shard in shards():
            mine = shard.block(applications())
            assert {each.answers["database"] for each in mine} == databases

    @pytest.mark.parametrize("count", [1, 2, 3, 7, 40])
    def test_they_differ_by_one_thing_at_most(self, count: int) -> None:
        things = range(32)
        for share in (Shard.block, Shard.turns):
            parts = [share(Shard(number, count), things) for number in range(1, count + 1)]
            assert sorted(thing for part in parts for thing in part) == list(things)
            assert max(map(len, parts)) - min(map(len, parts)) <= 1


class TestPlan:
    def test_it_is_printed_for_a_workflow(self) -> None:
        command = [sys.executable, "-m", "harness.shards"]
        printed = json.loads(succeed(command, directory=ROOT / "tests"))
        assert [parse(text) for text in printed] == shards()

    def test_another_option_makes_it_grow(self, tmp_path: Path) -> None:
        shutil.copy(ROOT / "copier.yml", tmp_path)
        with (tmp_path / "copier.yml").open("a", encoding="utf-8") as file:
            file.write("\nmetrics: {type: bool, default: false}\n")
        assert len(shards(tmp_path)) == 2 * len(shards())


class TestParse:
    def test_a_shard_reads_as_it_is_written(self) -> None:
        assert parse("2/4") == Shard(2, 4)
        assert str(Shard(2, 4)) == "2/4"

    @pytest.mark.parametrize("text", ["", "2", "0/4", "5/4", "-1/4", "1/0", "a/b", "1/2/3"])
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(ArgumentTypeError, match="write one as 2/4"):
            parse(text)

    def test_a_run_says_so_too(self) -> None:
        finished = run([*PYTEST, "--shard", "5/4"], directory=ROOT)
        assert finished.exit_code
        assert "'5/4' is no shard; write one as 2/4" in finished.output
