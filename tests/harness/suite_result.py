"""How a generated suite ended, be it in one run or in parts that ran side by side."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.commands import Finished
from harness.commands import run
from harness.service import Service
from harness.workshop import Workshop

CLOSING_LINE = re.compile(r"^=+ (.+) in [\d.]+s.* =+$", re.MULTILINE)
COUNTS = re.compile(r"(\d+) (\w+)")
GATE = re.compile(r"Required test coverage of ([\d.]+)% reached\. Total coverage: ([\d.]+)%")
REACHED = "Required test coverage of {gate:.1f}% reached. Total coverage: {total:.2f}%\n"


@dataclass(frozen=True)
class SuiteResult:
    """What the output of a suite says."""

    finished: Finished
    servers: Sequence[str] = ()
    same_as: str = ""
    """The combination with byte for byte the same code and tests that ran in its place."""

    whole: bool = True
    """Did every test run, or only a share of the test files?"""

    measured: bool = True
    """Was its coverage measured?"""

    @property
    def counts(self) -> Counter[str]:
        """How many tests had which outcome."""
        counts: Counter[str] = Counter()
        for line in CLOSING_LINE.findall(self.finished.output):
            counts.update({word: int(number) for number, word in COUNTS.findall(line)})
        return counts

    @property
    def gate(self) -> float:
        """The percentage that its coverage had to reach and did; 0 if no gate was passed."""
        return float(found[1]) if (found := GATE.search(self.finished.output)) else 0.0

    @property
    def coverage(self) -> float:
        """The percentage of its code that the suite covers."""
        return float(found[2]) if (found := GATE.search(self.finished.output)) else 0.0

    @property
    def facts(self) -> dict[str, object]:
        """What the report tells about it."""
        return {
            "tests": self.counts.total(),
            "servers": self.servers,
            "same_as": self.same_as,
            "whole": self.whole,
            **({"coverage": self.coverage} if self.measured else {}),
        }


def joined(
    service: Service, workshop: Workshop, parts: Sequence[Finished], data: Sequence[Path]
) -> Finished:
    """Join what the parts of a suite said, and hold their coverage together to the gate."""
    if len(parts) == 1:
        return parts[0]
    verdict = _gate(service, workshop, data)
    return Finished(
        exit_code=max((abs(part.exit_code) for part in parts), default=0) or verdict.exit_code,
        output="\n".join([*(part.output for part in parts), verdict.output]),
        seconds=max(part.seconds for part in parts),
        cpu_seconds=sum(part.cpu_seconds for part in parts),
    )


def _gate(service: Service, workshop: Workshop, data: Sequence[Path]) -> Finished:
    """Let the service's own coverage settings judge the measurements of all parts."""
    environment = {"PATH": workshop.path, "COVERAGE_FILE": f"{data[0]}-joined"}
    coverage = workshop.tool("coverage")
    combined = run(
        [coverage, "combine", "--keep", *data], directory=service.path, environment=environment
    )
    report = run(
        [coverage, "report", "--format=total", "--precision=2"],
        directory=service.path,
        environment=environment,
    )
    if combined.exit_code or report.exit_code:
        return report
    gate = service.pyproject["tool"]["coverage"]["report"]["fail_under"]
    total = float(report.output.split()[-1])
    return Finished(0, REACHED.format(gate=gate, total=total), report.seconds, report.cpu_seconds)
