"""Scripts of ours that run inside a service, with its code, settings and interpreter."""

import json
import subprocess
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from threading import Thread
from time import monotonic
from time import sleep

from harness.paths import LOGS
from harness.service import Service
from harness.workshop import Workshop

INSIDE = Path(__file__).with_name("inside")

QUIET = 1.0
"""Seconds in which nobody heard anything, so nothing comes again any more."""

PATIENCE = 60.0
"""Seconds without any change after which what is missing is lost."""

Sight = Mapping[str, int]
Script = subprocess.Popen[bytes]


@contextmanager
def inside(
    service: Service, workshop: Workshop, settings: Mapping[str, str], script: str, *words: str
) -> Iterator[Script]:
    """Run one of our scripts inside a service, until the end."""
    command = [str(workshop.interpreter), str(INSIDE / script), *words]
    environment = {"PATH": workshop.path, "PYTHONPATH": str(service.path), **settings}
    LOGS.mkdir(parents=True, exist_ok=True)
    with (
        (LOGS / f"{service.path.name}-{script}.log").open("wb") as log,
        subprocess.Popen(
            command,
            cwd=service.path,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def say(process: Script, *words: object) -> None:
    """Send a line to a script."""
    assert process.stdin
    process.stdin.write(" ".join(map(str, words)).encode() + b"\n")
    process.stdin.flush()


class Observer:
    """Knows what was seen last."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.seen: Sight = {}
        self.changed = monotonic()
        self._first = Event()
        Thread(target=self._read, args=[lines], daemon=True).start()
        assert self._first.wait(PATIENCE), "the observer sees nothing"

    def wait(self, reached: Callable[[Sight], bool]) -> bool:
        """Wait until something is seen, for as long as anything changes."""
        while not reached(self.seen):
            if monotonic() > self.changed + PATIENCE:
                return False
            sleep(0.05)
        return True

    def is_quiet(self, _: Sight) -> bool:
        """Tell whether nothing happens any more."""
        return monotonic() > self.changed + QUIET

    def _read(self, lines: Iterator[bytes]) -> None:
        for line in lines:
            seen = json.loads(line)
            if seen != self.seen:
                self.seen, self.changed = seen, monotonic()
            self._first.set()
