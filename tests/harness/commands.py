"""Running other programs, with what they said and what they cost."""

import os
import pwd
import signal
import subprocess
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from time import monotonic


class CommandFailed(Exception):
    """A program that had to succeed did not."""


DEADLINE = 900.0  # seconds; a whole suite may be what runs, on a machine that others share

_running: set["subprocess.Popen[bytes]"] = set()


@dataclass(frozen=True)
class Finished:
    """A program that has ended."""

    exit_code: int
    output: str
    seconds: float
    cpu_seconds: float


def run(
    command: Sequence[str | Path],
    *,
    directory: Path | None = None,
    environment: Mapping[str, str] | None = None,
    user: str = "",
    text: str = "",
) -> Finished:
    """Run a program to its end on this input, as another user if one is named.

    The CPU seconds are those of the program and of its children.
    """
    started = monotonic()
    with TemporaryFile() as source, TemporaryFile() as log:
        source.write(text.encode())
        source.seek(0)
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=directory,
            env=environment,
            stdin=source,
            stdout=log,
            stderr=subprocess.STDOUT,
            user=user or None,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            start_new_session=True,
        )
        _running.add(process)
        alarm = Timer(DEADLINE, _end, [process])
        alarm.start()
        _, status, usage = os.wait4(process.pid, 0)
        alarm.cancel()
        _running.discard(process)
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        output = log.read().decode("utf-8", "replace")
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Finished(process.returncode, output, monotonic() - started, cpu_seconds)


def succeed(
    command: Sequence[str | Path],
    *,
    directory: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run a program that must succeed, and return what it printed."""
    finished = run(command, directory=directory, environment=environment)
    if finished.exit_code:
        words = " ".join(str(word) for word in command)
        raise CommandFailed(f"{words}\nended with {finished.exit_code}:\n{finished.output}")
    return finished.output


def end_all() -> None:
    """End every program that other threads are still running, with whatever it has started."""
    for process in tuple(_running):
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
