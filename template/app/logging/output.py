"""Where lines go: a service that serves never waits for whoever reads its log."""

import os
import threading
from collections import deque
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from prometheus_client import Counter

logger = structlog.get_logger()

STDOUT = 1
LIMIT = 10_000  # lines that may wait
PAUSE = 0.02  # seconds in which lines gather, so that they are written together
PATIENCE = 2.0  # seconds that the last lines may take

DROPPED = Counter("log_lines_dropped", "Log lines that were lost because nobody read them.")

Write = Callable[[bytes], None]


def write_through(line: bytes) -> None:
    """Write a line, and wait until it is written."""
    rest = memoryview(line)
    while rest:
        rest = rest[os.write(STDOUT, rest) :]


def discard(_: bytes) -> None:
    DROPPED.inc()


class Output:
    """What structlog's loggers write to."""

    write: Write = staticmethod(write_through)

    def line(self, line: bytes) -> None:
        self.write(line + b"\n")

    debug = info = warning = error = critical = line


stdout = Output()


class LineQueue:
    """Hands lines to a thread; beyond `limit` lines they are dropped and counted."""

    def __init__(self, write: Write, limit: int = LIMIT) -> None:
        self._write = write
        self._limit = limit
        self._lines: deque[bytes] = deque()
        self._dropped = 0
        self._filled = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()

    def put(self, line: bytes) -> None:
        """Queue a line without waiting."""
        if len(self._lines) >= self._limit:
            self._dropped += 1
            return DROPPED.inc()
        self._lines.append(line)
        if not self._filled.is_set():
            self._filled.set()
        return None

    def close(self) -> bool:
        """Write what is queued, and tell whether somebody took it in time."""
        self._closing.set()
        self._filled.set()
        self._thread.join(PATIENCE)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._filled.wait()
            self._closing.wait(PAUSE)
            self._filled.clear()
            self._drain()
        self._drain()

    def _drain(self) -> None:
        batch = [self._lines.popleft() for _ in range(len(self._lines))]
        if not batch:
            return
        try:
            self._write(b"".join(batch))
        except OSError:  # the reader is gone
            self._dropped += len(batch)
            DROPPED.inc(len(batch))
        else:
            self._confess()

    def _confess(self) -> None:
        """Tell how many lines are missing, now that lines are read again."""
        if dropped := self._dropped:
            self._dropped -= dropped
            logger.warning("log lines were dropped", count=dropped)


@contextmanager
def queued() -> Iterator[None]:
    """Queue lines while the service serves; before and after, they are written at once."""
    before = stdout.write
    queue = LineQueue(write_through)
    stdout.write = queue.put
    try:
        yield
    finally:
        stdout.write = before
        if not queue.close():
            stdout.write = discard
