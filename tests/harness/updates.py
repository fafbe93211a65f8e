"""All the updates that a run tries, a few at a time, in processes of their own."""

import os
from collections.abc import Iterable
from concurrent.futures import Future
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import cache
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from tempfile import mkdtemp

from harness.edges import Update
from harness.rehearsal import Rehearsal
from harness.releases import repository
from harness.updating import many_updates


class Updates:
    """Tries updates, and tells how each went; those of one service in a row in one process."""

    def __init__(self, wanted: Iterable[Update]) -> None:
        self._scratch = TemporaryDirectory()
        folder = Path(self._scratch.name)
        template = repository(folder / "template")
        self._processes = ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn"))
        self._futures: dict[Update, Future[dict[Update, list[str]]]] = {}
        for _, group in groupby(wanted, key=lambda update: (update.version, update.before)):
            updates = list(group)
            future = self._processes.submit(_problems, template, folder, updates)
            self._futures |= dict.fromkeys(updates, future)

    def problems(self, update: Update) -> list[str]:
        """Wait for an update, and tell what was wrong."""
        return self._futures[update].result()[update]

    def stop(self) -> None:
        """Forget what has not begun, and leave nothing behind."""
        self._processes.shutdown(cancel_futures=True)
        self._scratch.cleanup()


def _problems(template: Path, folder: Path, updates: list[Update]) -> dict[Update, list[str]]:
    rehearsal = _rehearsal(template, folder)
    return {update: _told(rehearsal, update) for update in updates}


_for_life = ExitStack()


@cache
def _rehearsal(template: Path, folder: Path) -> Rehearsal:
    """Keep one for as long as the process lives; the folder is removed after it."""
    _for_life.enter_context(many_updates(folder))
    return Rehearsal(template, Path(mkdtemp(dir=folder)))


def _told(rehearsal: Rehearsal, update: Update) -> list[str]:
    """Turn what Copier raises into words, as not all of it can travel between processes."""
    try:
        return rehearsal.problems(update)
    except Exception as failure:
        return [f"{type(failure).__name__}: {failure}"]
