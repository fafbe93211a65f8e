"""Follows the run as a pytest plugin: collects records, shows progress, reports at the end."""

import os
from time import monotonic
from typing import Any

import pytest

from harness.combinations import combinations
from harness.matrix import Matrix
from harness.paths import COSTS
from harness.paths import REPORT
from harness.reporting.page import write_costs
from harness.reporting.page import write_page
from harness.reporting.records import STAGES
from harness.reporting.records import Record
from harness.reporting.records import Row
from harness.reporting.records import Run
from harness.reporting.records import Tally
from harness.reporting.terminal import progress_line
from harness.reporting.terminal import summary_lines
from harness.reporting.terminal import tally_lines

LAST_STAGE = "suite"
INSTALL = "test_installed"


class Reporting:
    """Collects what the matrix did and tells it to people."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._began = monotonic()
        self._records: dict[str, dict[str, Record]] = {}
        self._installs: dict[str, Record] = {}
        self._others: dict[str, int] = {}
        self.tallies: dict[str, Tally] = {}
        self.matrix: Matrix | None = None

    def say(self, line: str) -> None:
        """Write a line between the marks of the tests."""
        if terminal := self._terminal():
            terminal.write_line(line)

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Leave the stages of combinations to the progress lines."""
        if _name(report)[0] in STAGES and report.when == "call":
            return report.outcome, "", report.outcome.upper()
        return None

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self) -> None:
        """Show marks and progress lines only, not the files between them."""
        if terminal := self._terminal():
            terminal.showfspath = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a stage ended, and show the combination after its last one."""
        if report.when != "call" and report.passed:
            return
        for tally in (value for name, value in report.user_properties if name == "tally"):
            known = self.tallies.get(str(tally), Tally())
            self.tallies[str(tally)] = known.with_one_more(report.outcome)
        function, parameter = _name(report)
        if stage := STAGES.get(function):
            self._records.setdefault(parameter, {})[stage] = _record(stage, report)
        elif function == INSTALL:
            self._installs[parameter] = _record(function, report)
        else:
            self._others[report.outcome] = self._others.get(report.outcome, 0) + 1
        if stage == LAST_STAGE and self.matrix:
            self._show(Row(parameter, self._records[parameter]), self.matrix)

    def _show(self, row: Row, matrix: Matrix) -> None:
        """Show a combination, unless it is like one that was shown and as good."""
        if row.is_tried or row.outcome != "passed":
            self.say(progress_line(row, len(self._records), len(matrix.services)))

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the table and the page, if any combination was tried, and all tallies."""
        if self.matrix and self._records:
            run = self._run(self.matrix)
            write_page(run, REPORT)
            if run.costs:
                write_costs(run, COSTS)
            terminalreporter.section("combinations of options")
            for line in summary_lines(run):
                terminalreporter.write_line(line)
            terminalreporter.write_line(f"The report: {REPORT}")
        for line in tally_lines(self.tallies):
            terminalreporter.write_line(line)

    def _terminal(self) -> pytest.TerminalReporter | None:
        terminal: pytest.TerminalReporter | None
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        return terminal

    def _run(self, matrix: Matrix) -> Run:
        return Run(
            rows=[Row(name, records) for name, records in self._records.items()],
            known=len(combinations()),
            servers=matrix.servers.running,
            stints=matrix.stints,
            installs=self._installs,
            others=self._others,
            seconds=monotonic() - self._began,
            cpu_seconds=sum(os.times()[:4]),  # the children's too
            rendering_seconds=matrix.rendering_seconds,
            tallies=self.tallies,
        )


def _name(report: pytest.TestReport) -> tuple[str, str]:
    """Split a test's name into the function's and the parameter's."""
    function, _, parameter = report.nodeid.rpartition("::")[2].partition("[")
    return function, parameter.rstrip("]")


def _record(stage: str, report: pytest.TestReport) -> Record:
    facts: dict[str, Any] = dict(report.user_properties)
    seconds = facts.pop("seconds", report.duration)
    cpu_seconds = facts.pop("cpu_seconds", report.duration)
    missing = str(facts.pop("missing", ""))
    return Record(stage, report.outcome, seconds, cpu_seconds, facts, missing)
