"""The report tells what ran, against what, how long it took and what is missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.reporting.page import write_page
from harness.reporting.records import STAGES
from harness.reporting.records import Record
from harness.reporting.records import Row
from harness.reporting.records import Run
from harness.reporting.records import Stint
from harness.reporting.records import costs
from harness.reporting.terminal import progress_line
from harness.reporting.terminal import summary_lines
from harness.servers import KINDS
from harness.servers.pool import Server

SERVER = Server(KINDS["redis"], "redis://", "Redis 7.0", "installed, /usr/bin/redis-server", 0.1)
SUITE = {"tests": 184, "coverage": 97.5, "servers": ["Redis 7.0"], "same_as": ""}


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
    )


def test_a_combination_counts_only_if_every_stage_has_passed(run: Run) -> None:
    assert [row.outcome for row in run.rows] == ["passed", "passed", "failed", "skipped"]
    assert run.passed == 2


def test_combinations_with_the_same_code_are_one_application(run: Run) -> None:
    assert run.applications == [GOOD, BAD, MISSING]
    assert run.passed_applications == 1
    assert run.tests == 184
    assert run.notable == [GOOD, BAD, MISSING]


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
        word in text for word in ("2 of 32", "1 of 3", "Redis 7.0", "MongoDB is missing", "184")
    )
    assert not any(word in text for word in ("http://", "https://", "src=", "@import"))


def test_costs_compare_each_doubling(run: Run) -> None:
    eight, sixteen = costs(run.stints)
    assert (eight.count, sixteen.count) == (8, 16)
    assert eight.seconds == 13.0
    assert (eight.further_seconds, sixteen.further_seconds) == (1.0, 1.0)
    assert sixteen.further_cpu_seconds == 0.5
