"""Web servers that are measured: started, watched from outside, stopped."""

import os
import signal
import subprocess
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import monotonic
from time import sleep

import httpx2

from benchmarks import processors
from harness.ports import free_port

PROBE = "/health"
PATIENCE = 30.0
PAUSE = 0.005


class NotServing(Exception):
    """A server has ended, or does not answer; the message is what it said."""


@dataclass(frozen=True)
class Command:
    """How a web server is started; it is told its port with `--port`."""

    words: Sequence[str | Path]
    folder: Path
    environment: Mapping[str, str]
    processes: int = 1

    def to(self, port: int) -> list[str | Path]:
        """Complete the command line."""
        return [*self.words, f"--port={port}"]


@dataclass(frozen=True)
class Server:
    """A web server that answers."""

    address: str
    pid: int
    first_answer: float
    """Seconds from its start to its first 200."""

    def memory(self) -> float:
        """Return how many megabytes it and its children hold; shared ones are shared out."""
        return sum(map(proportional, family(self.pid))) / 1000


@contextmanager
def serve(command: Command, pinned_to: set[int] | None = None) -> Iterator[Server]:
    """Serve on processors of its own, with standard output to a file in memory."""
    address = f"127.0.0.1:{(port := free_port())}"
    wanted = processors.of_servers(command.processes) if pinned_to is None else pinned_to
    with NamedTemporaryFile(suffix=".log") as log:
        began = monotonic()
        process = subprocess.Popen(
            command.to(port),
            cwd=command.folder,
            env=command.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        processors.pin(wanted, process.pid)
        try:
            _wait_for_answer(f"http://{address}{PROBE}", process, Path(log.name))
            yield Server(address, process.pid, monotonic() - began)
        finally:
            _stop(process)


def family(pid: int) -> list[int]:
    """List a process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    return [pid, *(each for child in children for each in family(int(child)))]


def proportional(pid: int) -> float:
    """Return how many kilobytes a process holds, its share of what it shares with others."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _wait_for_answer(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = monotonic() + PATIENCE
    with httpx2.Client(trust_env=False) as client:
        while True:
            with suppress(httpx2.TransportError):
                if client.get(url).is_success:
                    return
            if process.poll() is not None or monotonic() > deadline:
                raise NotServing(log.read_text("utf-8", "replace"))
            sleep(PAUSE)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
