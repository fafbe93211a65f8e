"""The load generator: wrk, a program of its own, so that Python does not measure Python."""

import json
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile

from benchmarks.quantities import MEDIAN
from benchmarks.quantities import TAIL
from benchmarks.quantities import THROUGHPUT
from benchmarks.rounds import Sample
from harness.commands import succeed
from harness.servers.kinds import Unavailable
from harness.servers.kinds import find_program

SCRIPT = Path(__file__).with_name("wrk.lua")
CONNECTIONS = 32

_starts = count(step=7919)


class Refused(Exception):
    """A contender did not answer as it has to, so that its speed means nothing."""


@dataclass(frozen=True)
class Request:
    """What a client sends."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def raw(self, host: str) -> str:
        """Write it as HTTP/1.1."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body:
            lines.append(f"Content-Length: {len(self.body.encode())}")
        return "\r\n".join([*lines, "", self.body])


def drive(
    address: str, requests: Sequence[Request], seconds: float, connections: int = CONNECTIONS
) -> Sample:
    """Send the requests one after the other over so many connections, for so long.

    Every drive begins at another request, so that what the one before has left in a cache is no
    help.
    """
    with NamedTemporaryFile("w", suffix=".http", newline="") as file:
        file.write("\0".join(each.raw(address) for each in requests))
        file.flush()
        words: list[str | Path] = [
            f"-c{connections}",
            "-t1",
            f"-d{seconds}s",
            "-s",
            SCRIPT,
            f"http://{address}",
        ]
        return parse(succeed([program(), *words, "--", file.name, str(next(_starts))]))


def program() -> Path:
    """Find wrk."""
    found = find_program("wrk")
    if found is None:
        raise Unavailable("wrk is missing: apt-get install wrk, or brew install wrk.")
    return found


def parse(output: str) -> Sample:
    """Read what the script reports; fail if a request failed."""
    report = json.loads(output.splitlines()[-1])
    if not report["requests"] or report["unanswered"] or report["refused"]:
        raise Refused(f"not every request was answered well: {report}")
    return {
        THROUGHPUT.title: report["requests"] / report["microseconds"] * 1e6,
        MEDIAN.title: report["p50"] / 1e3,
        TAIL.title: report["p99"] / 1e3,
    }
