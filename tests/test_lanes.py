"""Lanes run what they are given, in order, and keep apart what must not meet."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from harness.fork_server import Call
from harness.fork_server import ForkServer
from harness.lanes import Lanes

PATIENCE = 10


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    lanes = Lanes(2)
    yield lanes
    lanes.close()
    lanes.join()


def meet(one: Event, other: Event) -> bool:
    """Say that one side is there, and wait for the other."""
    one.set()
    return other.wait(PATIENCE)


class TestLanes:
    def test_two_tasks_run_at_the_same_time(self, lanes: Lanes) -> None:
        here, there = Event(), Event()
        first = lanes.submit(lambda _: meet(here, there))
        second = lanes.submit(lambda _: meet(there, here))
        assert first.result(PATIENCE)
        assert second.result(PATIENCE)

    def test_one_more_can_be_opened(self, lanes: Lanes) -> None:
        release = Event()
        held = [lanes.submit(lambda _: release.wait(PATIENCE)) for _ in range(2)]
        third = lanes.submit(lambda _: "comes in")
        lanes.add()
        assert third.result(PATIENCE) == "comes in"
        assert not any(each.done() for each in held)
        release.set()

    def test_tasks_that_must_not_meet_do_not(self, lanes: Lanes) -> None:
        release = Event()
        first = lanes.submit(lambda _: release.wait(PATIENCE), alone="types")
        second = lanes.submit(lambda _: first.done(), alone="types")
        assert lanes.submit(lambda _: "overtakes").result(PATIENCE) == "overtakes"
        release.set()
        assert second.result(PATIENCE)

    def test_a_failure_reaches_whoever_waits(self, lanes: Lanes) -> None:
        with pytest.raises(ZeroDivisionError):
            lanes.submit(lambda _: 1 // 0).result(PATIENCE)

    def test_what_has_not_begun_is_forgotten_at_the_end(self, lanes: Lanes) -> None:
        begun, release = Event(), Event()
        running = lanes.submit(lambda _: meet(begun, release), alone="one")
        waiting = lanes.submit(lambda _: None, alone="one")
        assert begun.wait(PATIENCE)
        lanes.close()
        release.set()
        assert running.result(PATIENCE)
        assert waiting.cancelled()


class TestForkServer:
    @pytest.fixture
    def server(self) -> Iterator[ForkServer]:
        server = ForkServer(Path(sys.executable), ["json"])
        yield server
        server.stop()

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "script.py").write_text(SCRIPT, "utf-8")
        return tmp_path

    def call(self, server: ForkServer, folder: Path, *arguments: str) -> tuple[int, str]:
        call = Call("script:main", arguments, folder, {"ONLY": "this"}, folder / "log")
        finished = server.run(call)
        return finished.exit_code, finished.output

    def test_a_child_knows_what_it_was_told_and_nothing_else(
        self, server: ForkServer, folder: Path
    ) -> None:
        exit_code, output = self.call(server, folder, "a", "b")
        assert exit_code == 0
        assert json.loads(output) == {
            "arguments": ["a", "b"],
            "environment": {"ONLY": "this"},
            "directory": str(folder),
            "input": "",
            "warm": True,
            "bytecode": False,
        }

    def test_children_leave_nothing_behind_for_each_other(
        self, server: ForkServer, folder: Path
    ) -> None:
        assert self.call(server, folder) == self.call(server, folder)

    @pytest.mark.parametrize(("way", "exit_code"), [("exit", 7), ("raise", 70), ("kill", -9)])
    def test_any_end_is_told(
        self, server: ForkServer, folder: Path, way: str, exit_code: int
    ) -> None:
        assert self.call(server, folder, way)[0] == exit_code

    def test_a_child_is_charged_for_what_it_uses(self, server: ForkServer, folder: Path) -> None:
        call = Call("script:main", ["work"], folder, {}, folder / "log")
        began = time.monotonic()
        finished = server.run(call)
        assert 0.2 <= finished.cpu_seconds <= time.monotonic() - began + 0.1

    def test_a_child_that_does_not_end_is_ended_and_shows_where_it_was(self, folder: Path) -> None:
        server = ForkServer(Path(sys.executable), ["json"], deadline=1)
        exit_code, output = self.call(server, folder, "hang")
        server.stop()
        assert exit_code == -6
        assert "in hang" in output


SCRIPT = """
import json, os, sys, time

def hang():
    time.sleep(60)

def main():
    match sys.argv[1:]:
        case ["exit"]: sys.exit(7)
        case ["raise"]: raise ValueError
        case ["kill"]: os.kill(os.getpid(), 9)
        case ["hang"]: hang()
        case ["work"]:
            while time.process_time() < 0.25: pass
    print(json.dumps({
        "arguments": sys.argv[1:],
        "environment": dict(os.environ),
        "directory": os.getcwd(),
        "input": sys.stdin.read(),
        "warm": "json" in sys.modules,
        "bytecode": not sys.dont_write_bytecode,
    }))
"""
