"""Long preparations that go on beside the tests, so that no test waits for all of them."""

from collections.abc import Callable
from collections.abc import Iterable
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from typing import TypeVar

Result = TypeVar("Result")
Preparation = Callable[[Path], Any]
"""Prepares something in a folder that nobody else uses."""


class Aside:
    """Runs preparations one after the other, in the order in which they were asked for."""

    def __init__(self, preparations: Iterable[Preparation], folder: Path) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._futures: dict[Preparation, Future[Any]] = {}
        for number, prepare in enumerate(dict.fromkeys(preparations)):
            place = folder / f"{number}"
            place.mkdir()
            self._futures[prepare] = self._thread.submit(prepare, place)

    def result(self, prepare: Callable[[Path], Result]) -> Result:
        """Wait for a preparation, and return or raise what it did."""
        result: Result = self._futures[prepare].result()
        return result

    def stop(self) -> None:
        """Forget what has not begun."""
        self._thread.shutdown(cancel_futures=True)
