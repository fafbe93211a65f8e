"""The report tells what ran, against what, how long it took and what is missing."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from harness.reporting.page import write_costs
from harness.reporting.page import write_page
from harness.reporting.plugin import Reporting
from harness.reporting.records import STAGES
from harness.reporting.records import Record
from harness.reporting.records import Row
from harness.reporting.records import Run
from harness.reporting.records import Stint
from harness.reporting.records import Tally
from harness.reporting.records import costs
from harness.reporting.terminal import progress_line
from harness.reporting.terminal import summary_lines
from harness.reporting.terminal import tally_lines
from harness.servers import KINDS
from harness.servers.pool import Server

SERVER = Server(KINDS["redis"], "redis://", "Redis 7.0", "installed, /usr/bin/redis-server", 0.1)
SUITE = {
    "tests": 184,
    "coverage": 97.5,
    "servers": ["Redis 7.0"],
    "same_as": "",
    "whole": True,
}


def row(name: str, suite: Record) -> Row:
    records = {stage: Record(stage, "passed", 0.0, 0.0) for stage in STAGES.values()}
    return Row(name, {**records, "suite": suite})


SAME = {**SUITE, "same_as": "sqlite-redis"}
GOOD = row("sqlite-redis", Record("suite", "passed", 4.0, 3.0, SUITE))
TWIN = row("sqlite-redis-docs", Record("suite", "passed", 4.0, 3.0, SAME))
BAD = row("mysql", Record("suite", "failed", 4.0, 3.0))
MISSING = row("mongodb", Record("suite", "skipped", 0.0, 0.0, {}, "MongoDB is missing: get it."))


@pytest.fixture
def run() -> Run:
    stints = [Stint(n % 2, "suite", f"c{n}", 5.0 + n, 6.0 + n, 0.5) for n in range(16)]
    return Run(
        rows=[GOOD, TWIN, BAD, MISSING],
        known=32,
        servers=[SERVER],
        stints=stints,
        installs={"uv": Record("install", "passed", 21.0, 15.0)},
        others={"passed": 300},
        seconds=60.0,
        cpu_seconds=99.0,
        rendering_seconds=3.0,
        tallies={"updates over edges": Tally(25, 26)},
    )


def test_a_combination_counts_only_if_every_stage_has_passed(run: Run) -> None:
    assert [row.outcome for row in run.rows] == ["passed", "passed", "failed", "skipped"]
    assert run.passed == 2


def test_combinations_with_the_same_code_are_one_application(run: Run) -> None:
    assert run.applications == [GOOD, BAD, MISSING]
    assert run.passed_applications == 1
    assert run.tests == 184
    assert run.notable == [GOOD, BAD, MISSING]


def test_it_says_how_many_applications_ran_their_whole_suite(run: Run) -> None:
    suite = {**SUITE, "whole": False}
    del suite["coverage"]
    other = row("mongodb", Record("suite", "passed", 4.0, 3.0, suite))
    text = "\n".join(summary_lines(replace(run, rows=[GOOD, other])))
    assert "1 of 2 applications, in which all answers meet, ran their whole suite" in text
    assert "184 tests · a share" in progress_line(other, 1, 2)
    assert "97.5 %" in text
    everything = "\n".join(summary_lines(replace(run, rows=[GOOD])))
    assert "a share of it" not in everything


def test_a_combination_that_fails_is_shown_whoever_has_the_same_code(run: Run) -> None:
    worse = row("sqlite-redis-worse", Record("suite", "failed", 4.0, 3.0, SAME))
    assert worse in replace(run, rows=[GOOD, worse]).notable


def test_progress_tells_what_matters_in_a_line() -> None:
    words = progress_line(GOOD, 7, 32).split()
    assert " ".join(words) == "7/32 ✓ sqlite-redis 184 tests · 97.5 % · Redis 7.0 · 4.0 s"


def test_the_terminal_shows_all_of_it(run: Run) -> None:
    text = "\n".join(summary_lines(run))
    assert "2 of 32 combinations passed" in text
    assert "1 of 3 distinct applications ran 184 tests of their own, in 60 s" in text
    assert "MongoDB is missing: get it." in text
    assert "That costs 1 combinations: mongodb" in text
    assert "uv installed a service" in text


def test_the_page_shows_all_of_it_and_loads_nothing(run: Run, tmp_path: Path) -> None:
    write_page(run, page := tmp_path / "index.html")
    text = page.read_text("utf-8")
    assert all(
        word in text
        for word in ("2 of 32", "1 of 3", "25 of 26", "Redis 7.0", "MongoDB is missing", "184")
    )
    assert not any(word in text for word in ("http://", "https://", "src=", "@import"))


def test_what_combinations_cost_is_noted_for_the_benchmarks(run: Run, tmp_path: Path) -> None:
    write_costs(run, path := tmp_path / "costs.json")
    costs = json.loads(path.read_text("utf-8"))
    assert costs == {"the first 8": 0.5, "the first 16": 0.5, "all combinations": 2.0}


def test_tests_that_name_a_tally_are_counted(pytestconfig: pytest.Config) -> None:
    reporting = Reporting(pytestconfig)
    for outcome in ("passed", "failed", "passed"):
        reporting.pytest_runtest_logreport(report(outcome, [("tally", "edges"), ("seconds", 1)]))
    reporting.pytest_runtest_logreport(report("failed", []))
    assert reporting.tallies == {"edges": Tally(passed=2, total=3)}


def test_a_tally_is_marked_as_good_only_if_all_have_passed() -> None:
    lines = list(tally_lines({"edges": Tally(2, 3), "versions": Tally(1728, 1728)}))
    assert lines == ["  ✗ edges: 2 of 3", "  ✓ versions: 1,728 of 1,728"]


def test_costs_compare_each_doubling(run: Run) -> None:
    eight, sixteen = costs(run.stints)
    assert (eight.count, sixteen.count) == (8, 16)
    assert eight.seconds == 13.0
    assert (eight.further_seconds, sixteen.further_seconds) == (1.0, 1.0)
    assert sixteen.further_cpu_seconds == 0.5


def report(
    outcome: Literal["passed", "failed"], properties: list[tuple[str, object]]
) -> pytest.TestReport:
    """Make up what pytest says about a test that has ended."""
    location = ("test_x.py", 1, "test_x")
    return pytest.TestReport(
        "test_x.py::test_x", location, {}, outcome, None, "call", user_properties=properties
    )
