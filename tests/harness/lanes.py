"""A few workers for many tasks, some of which must not meet."""

import os
from collections.abc import Callable
from concurrent.futures import Future
from threading import Condition
from threading import Thread
from typing import Any
from typing import TypeVar

Result = TypeVar("Result")
Task = Callable[[int], Any]


def lane_count() -> int:
    """One lane more than there are processors, up to four: a suite waits for much of its time."""
    return min(4, 1 + (os.cpu_count() or 1))


class Lanes:
    """Runs tasks in their order, once a lane is free and nothing runs that they must not meet."""

    def __init__(self, count: int) -> None:
        self._waiting: list[tuple[str, Task, Future[Any]]] = []
        self._busy: set[str] = set()
        self._changed = Condition()
        self._open = True
        self._threads: list[Thread] = []
        for _ in range(count):
            self.add()

    def add(self) -> None:
        """Open one more lane."""
        thread = Thread(target=self._work, args=(len(self._threads),))
        self._threads.append(thread)
        thread.start()

    def submit(self, task: Callable[[int], Result], *, alone: str = "") -> "Future[Result]":
        """Queue a task, which is told its lane; of all with the same `alone`, one runs."""
        future: Future[Result] = Future()
        with self._changed:
            self._waiting.append((alone, task, future))
            self._changed.notify_all()
        return future

    def close(self) -> None:
        """Forget what has not begun."""
        with self._changed:
            self._open = False
            for _, _, future in self._waiting:
                future.cancel()
            self._waiting.clear()
            self._changed.notify_all()

    def join(self) -> None:
        """Wait for what had begun before the lanes were closed."""
        for thread in self._threads:
            thread.join()

    def _work(self, lane: int) -> None:
        while taken := self._take():
            alone, task, future = taken
            try:
                future.set_result(task(lane))
            except BaseException as error:
                future.set_exception(error)
            with self._changed:
                self._busy.discard(alone)
                self._changed.notify_all()

    def _take(self) -> tuple[str, Task, "Future[Any]"] | None:
        with self._changed:
            while self._open:
                for position, (alone, _, _) in enumerate(self._waiting):
                    if alone not in self._busy:
                        self._busy |= {alone} - {""}
                        return self._waiting.pop(position)
                self._changed.wait()
        return None
