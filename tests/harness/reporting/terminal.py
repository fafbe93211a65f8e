"""What the terminal shows: a line while the tests run, tables when they have."""

from collections.abc import Iterator
from collections.abc import Mapping

from harness.reporting.records import STAGES
from harness.reporting.records import Row
from harness.reporting.records import Run
from harness.reporting.records import Tally

MARKS = {"passed": "✓", "failed": "✗", "skipped": "–", "": " "}


def progress_line(row: Row, number: int, expected: int) -> str:
    """Sum up a combination that has just been tried."""
    suite = row.suite
    told = [f"{suite['tests']} tests", _coverage(row)] if "tests" in suite else []
    told += [*suite.get("servers", ()), f"{row.seconds:.1f} s"]
    return f"  {number:3}/{expected}  {MARKS[row.outcome]} {row.name:42} {' · '.join(told)}"


def summary_lines(run: Run) -> Iterator[str]:
    """Lay out the whole run as text."""
    width = max(len(row.name) for row in run.notable)
    stages = list(STAGES.values())
    yield f"  {'':{width}}  {'  '.join(stages)}  tests      coverage  seconds    CPU  servers"
    for row in run.notable:
        yield _row(row, width, stages)
    yield ""
    for server in run.servers:
        yield f"  {server.title:40} {server.origin}, ready after {server.seconds:.1f} s"
    for reason, names in run.missing.items():
        yield f"  {reason}"
        yield f"      That costs {len(names)} combinations: {', '.join(names)}"
    yield ""
    yield from _cost_lines(run)
    if 0 < run.whole_applications < len(run.applications):
        yield (
            f"  {run.whole_applications} of {len(run.applications)} applications, in which all"
            " answers meet, ran their whole suite, the others a share of it;"
            " `make test-all` runs every suite whole, with its coverage."
        )
    for installer, record in run.installs.items():
        yield (
            f"  {MARKS[record.outcome]} {installer} installed a service, whose own tests ran,"
            f" in {record.seconds:.0f} s"
        )
    yield (
        f"  {run.passed} of {run.known} combinations passed;"
        f" {run.passed_applications} of {len(run.applications)} distinct applications ran"
        f" {run.tests} tests of their own, in {run.seconds:.0f} s"
        f" and {run.cpu_seconds:.0f} CPU seconds."
    )


def tally_lines(tallies: Mapping[str, Tally]) -> Iterator[str]:
    """Show how many tests of each kind passed."""
    for what, tally in tallies.items():
        mark = MARKS["passed" if tally.passed == tally.total else "failed"]
        yield f"  {mark} {what}: {tally.passed:,} of {tally.total:,}"


def _row(row: Row, width: int, stages: list[str]) -> str:
    outcomes = {stage: record.outcome for stage, record in row.records.items()}
    marks = "  ".join(f"{MARKS[outcomes.get(stage, '')]:^{len(stage)}}" for stage in stages)
    tests, coverage = row.suite.get("tests", 0), _coverage(row)
    servers = ", ".join(row.suite.get("servers", ())) or "nothing else"
    same = f" (same code as {row.suite['same_as']})" if row.suite.get("same_as") else ""
    figures = f"{tests:5}  {coverage:>12}  {row.seconds:7.1f}  {row.cpu_seconds:5.1f}"
    return f"  {row.name:{width}}  {marks}  {figures}  {servers}{same}"


def _coverage(row: Row) -> str:
    if "coverage" in row.suite:
        return f"{row.suite['coverage']:.1f} %"
    if "tests" not in row.suite:
        return ""
    return "whole" if row.suite["whole"] else "a share"


def _cost_lines(run: Run) -> Iterator[str]:
    if run.costs:
        yield "  combinations   seconds   each further   CPU seconds   each further"
    for cost in run.costs:
        yield (
            f"  {cost.count:12}   {cost.seconds:7.1f}   {cost.further_seconds:12.2f}"
            f"   {cost.cpu_seconds:11.1f}   {cost.further_cpu_seconds:12.2f}"
        )
    if run.costs:
        yield ""
