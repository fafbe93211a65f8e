"""Services that were worked on and then updated, and what became of the work."""

import sys
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import chdir
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from copier import run_copy
from copier import run_update

from harness.developers import Developer
from harness.developers import Edit
from harness.developers import Work
from harness.edges import Update
from harness.paths import TEMPLATE
from harness.questionnaire import Answer
from harness.repository import Repository

REVISIONS = "migrations/versions/"

Tree = dict[str, bytes]


@dataclass(frozen=True)
class Life:
    """What the template had before and after an update, and what the service has now."""

    work: Work
    before: Tree
    after: Tree
    now: Tree
    unresolved: Sequence[str]
    """The files that the update names as conflicts."""

    @cached_property
    def disputed(self) -> set[str]:
        """The files in which the template changed the lines that the developers had changed."""
        return {edit.path for edit in self.work.edits if self._is_disputed(edit)}

    def losses(self) -> Iterator[str]:
        """Name all work that is not there any more, and all that the template did not bring."""
        for path, text in self.work.added.items():
            if self.now.get(path) != text.encode():
                yield f"added, and lost: {path}"
        for edit in self.work.edits:
            if edit.new not in self.now.get(edit.path, b"").decode():
                yield f"edited, and lost: {edit.path}: {edit.new}"
        for path in self.work.removed:
            if any(each.startswith(f"{path}/") for each in self.now):
                yield f"removed, and back: {path}"
        for old, new in self.work.renamed.items():
            if old in self.now or self.now.get(new) != self.before[old]:
                yield f"renamed, and lost: {new}"
        yield from self._strangers()

    def _is_disputed(self, edit: Edit) -> bool:
        if edit.path not in self.after:
            return True
        lines = edit.neighbourhood(self.before[edit.path].decode())
        return lines not in self.after[edit.path].decode()

    def _strangers(self) -> Iterator[str]:
        """Name files that nobody worked on and that are not what the template has now."""
        for path in sorted(self.now.keys() | self.after.keys()):
            if not self._is_ours(path) and self.now.get(path) != self.after.get(path):
                yield f"not the template's: {path}"

    def _is_ours(self, path: str) -> bool:
        """Did developers work on this file, or may a database need it?"""
        work = self.work
        touched = {
            *work.added,
            *work.renamed,
            *work.renamed.values(),
            *(e.path for e in work.edits),
        }
        below = any(path.startswith(f"{folder}/") for folder in work.removed)
        return path in touched or below or path.startswith(REVISIONS)


def live(template: Path, update: Update, developer: Developer) -> Life:
    """Copy a service, let developers work on it, update it with its own means, and look at it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "service"
        run_copy(
            str(template),
            path,
            update.before.answers,
            vcs_ref=update.version,
            defaults=True,
            quiet=True,
        )
        service = Repository.start(path)
        before = tree(path)
        work = developer(service)
        work.do(service)
        run_update(path, update.data, defaults=True, overwrite=True, quiet=True)
        after = fresh(template, Path(folder) / "fresh", update.after.answers)
        unresolved = settle(path, before, after)
        return Life(work, before, after, tree(path), unresolved)


def settle(service: Path, before: Tree, after: Tree) -> list[str]:
    """Do what `make follow` does after Copier, with the code that services have for it."""
    removals, conflicts = _of_services("removals"), _of_services("conflicts")
    with chdir(service):
        removed = removals.Removals(before, after)
        removed.put_back()
        conflicts.settle_computed()
        return sorted({*conflicts.find(), *removed.edited})


def fresh(template: Path, folder: Path, answers: dict[str, Answer]) -> Tree:
    """Copy the newest version."""
    run_copy(str(template), folder, answers, defaults=True, quiet=True)
    return tree(folder)


def tree(folder: Path) -> Tree:
    """Read every file of a folder that is not Git's."""
    files = (path for path in folder.rglob("*") if path.is_file())
    names = {path: path.relative_to(folder).as_posix() for path in files}
    return {
        name: path.read_bytes() for path, name in names.items() if not name.startswith(".git/")
    }


def _of_services(module: str) -> Any:
    if str(TEMPLATE) not in sys.path:
        sys.path.append(str(TEMPLATE))
    return import_module(f"scripts.follow.{module}")
