import os
import threading
from collections.abc import Iterator

import pytest
from prometheus_client import REGISTRY
from structlog.typing import EventDict

from app.logging import output as module
from app.logging.output import LineQueue
from app.logging.output import Output
from app.logging.output import queued

PATIENCE = 5  # seconds; a test that waits longer has failed


class Reader:
    """Somebody who reads lines, or does not."""

    def __init__(self) -> None:
        self.read = b""
        self.reads = threading.Event()
        self.waits = threading.Event()

    def write(self, lines: bytes) -> None:
        self.waits.set()
        assert self.reads.wait(PATIENCE)
        self.read += lines


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.reads.set()


def dropped() -> float:
    return REGISTRY.get_sample_value("log_lines_dropped_total") or 0.0


class TestLineQueue:
    def test_lines_are_written_in_order(self, reader: Reader) -> None:
        queue = LineQueue(reader.write)
        reader.reads.set()

        for number in range(1000):
            queue.put(b"%d " % number)

        assert queue.close()
        assert reader.read.split() == [b"%d" % number for number in range(1000)]

    def test_nobody_waits_while_nobody_reads_and_what_is_too_much_is_counted(
        self, reader: Reader, log: list[EventDict]
    ) -> None:
        before = dropped()
        queue = LineQueue(reader.write, limit=3)
        queue.put(b"first ")
        assert reader.waits.wait(PATIENCE)

        for number in range(5):
            queue.put(b"%d " % number)
        assert dropped() == before + 2
        reader.reads.set()

        assert queue.close()
        assert reader.read == b"first 0 1 2 "
        assert [(line["event"], line["count"]) for line in log] == [("log lines were dropped", 2)]

    def test_the_end_does_not_wait_for_ever(
        self, reader: Reader, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "PATIENCE", 0.01)
        queue = LineQueue(reader.write)
        queue.put(b"line")

        assert not queue.close()

    def test_lines_for_a_reader_that_is_gone_are_counted(self) -> None:
        def fail(_: bytes) -> None:
            raise BrokenPipeError

        before = dropped()
        queue = LineQueue(fail)
        queue.put(b"line")

        assert queue.close()
        assert dropped() == before + 1


class TestOutput:
    def test_every_line_is_written_whole(self, monkeypatch: pytest.MonkeyPatch) -> None:
        reading, writing = os.pipe()
        monkeypatch.setattr(module, "STDOUT", writing)

        Output().line(b"event")

        assert os.read(reading, 100) == b"event\n"
        os.close(reading)
        os.close(writing)

    def test_a_write_that_takes_only_a_part_is_repeated(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        parts: list[bytes] = []

        def write(_: int, rest: memoryview) -> int:
            parts.append(bytes(rest[:2]))
            return 2

        monkeypatch.setattr(os, "write", write)
        module.write_through(b"abcd")

        assert parts == [b"ab", b"cd"]


class TestQueued:
    @pytest.fixture
    def lines(self, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
        lines: list[bytes] = []
        monkeypatch.setattr(module, "write_through", lines.append)
        monkeypatch.setattr(module, "stdout", Output())
        module.stdout.write = lines.append
        return lines

    def test_what_waits_at_the_end_is_written_before_what_comes_then(
        self, lines: list[bytes]
    ) -> None:
        with queued():
            module.stdout.line(b"during")
        module.stdout.line(b"after")

        assert lines == [b"during\n", b"after\n"]

    def test_if_nobody_reads_in_the_end_nothing_more_is_written(
        self, lines: list[bytes], reader: Reader, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "write_through", reader.write)
        monkeypatch.setattr(module, "PATIENCE", 0.01)
        before = dropped()

        with queued():
            module.stdout.line(b"during")
        module.stdout.line(b"after")

        assert lines == []
        assert dropped() == before + 1
