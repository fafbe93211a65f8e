"""Measures everything: `python -m benchmarks`; see `make bench`."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import UTC
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from benchmarks import processors
from benchmarks.bench import Bench
from benchmarks.bench import Effort
from benchmarks.comparison import changes
from benchmarks.control import noise
from benchmarks.goals import GOALS
from benchmarks.goals import judge
from benchmarks.machine import commit
from benchmarks.machine import describe
from benchmarks.page import write_page
from benchmarks.results import PAGE
from benchmarks.results import RESULTS
from benchmarks.results import Run
from benchmarks.results import Table
from benchmarks.scenario import Scenario
from benchmarks.scenario import every_scenario
from benchmarks.terminal import change_lines
from benchmarks.terminal import goal_lines
from benchmarks.terminal import noise_lines
from benchmarks.terminal import table_lines
from harness.paths import CACHE
from harness.scratch import write_into_memory
from harness.servers import KINDS
from harness.servers import Servers
from harness.servers import Unavailable

FULL = Effort(rounds=5, seconds=2)
QUICK = Effort(rounds=2, seconds=1, quick=True)


def main(arguments: Sequence[str]) -> int:
    """Measure what is wanted, and tell it on the terminal, as a page and as JSON.

    Goals may be missed, but a scenario that fails is a failure.
    """
    options = parser().parse_args(arguments)
    earlier = Run.load(options.earlier) if options.earlier else None
    effort = QUICK if options.quick else FULL
    with bench(effort) as started:
        run = measure(started, selected(options.only, quick=options.quick))
    verdicts = list(judge(GOALS, run.by_name))
    run.save(RESULTS)
    write_page(run, verdicts, PAGE)
    say("", "Goals", *goal_lines(verdicts))
    if earlier:
        say("", f"Changes since {earlier.commit}", *change_lines(changes(earlier, run)))
    say("", *noise_lines(noise(run)), f"The report: {PAGE}", f"To compare with later: {RESULTS}")
    return int(any(table.failed for table in run.tables))


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two minutes: fewer, shorter rounds")
    parser.add_argument("--only", nargs="+", choices=[*every_scenario()], help="these scenarios")
    parser.add_argument("--earlier", type=Path, help="a results.json to compare with")
    return parser


def selected(only: Sequence[str] | None, *, quick: bool) -> dict[str, Scenario]:
    """Pick the scenarios that were named, or all that there is time for."""
    return {
        name: scenario
        for name, scenario in every_scenario().items()
        if (name in only if only else scenario.quick or not quick)
    }


@contextmanager
def bench(effort: Effort) -> Iterator[Bench]:
    """Set up a folder in memory and servers; leave a processor to what is measured."""
    write_into_memory()
    CACHE.mkdir(exist_ok=True)
    (settings := CACHE / "copier-settings.yml").write_text("{}\n", "utf-8")
    os.environ["COPIER_SETTINGS_PATH"] = str(settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    processors.pin(processors.of_the_rest())
    servers = Servers(KINDS)
    try:
        with TemporaryDirectory(prefix="bench-") as folder:
            yield Bench(effort, Path(folder), servers)
    finally:
        servers.stop()


def measure(bench: Bench, scenarios: dict[str, Scenario]) -> Run:
    """Go through the scenarios, one after the other."""
    began = monotonic()
    tables: list[Table] = []
    for name, scenario in scenarios.items():
        tables.append(measure_one(bench, name, scenario))
        say(*table_lines(tables[-1]))
    return Run(
        date=datetime.now(UTC).strftime("%d %b %Y, %H:%M UTC"),
        commit=commit(),
        quick=bench.effort.quick,
        machine=describe(bench.servers),
        tables=tables,
        seconds=monotonic() - began,
    )


def measure_one(bench: Bench, name: str, scenario: Scenario) -> Table:
    """Find the figures of a scenario, or why there are none."""
    began = monotonic()
    values, missing, failed = {}, "", False
    try:
        values = scenario.run(bench)
    except Unavailable as reason:
        missing = str(reason)
    except Exception as error:
        missing, failed = f"{type(error).__name__}: {error}", True
    return Table(
        scenario=name,
        title=scenario.title,
        question=scenario.question,
        chapter=scenario.chapter,
        baseline=scenario.baseline,
        caveat=scenario.caveat,
        values=values,
        seconds=monotonic() - began,
        missing=missing,
        failed=failed,
    )


def say(*lines: str) -> None:
    """Tell it at once, also where the terminal is a file."""
    print(*lines, sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
