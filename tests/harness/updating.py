"""Updating many services with Copier in one process.

An update renders three copies, each from a clone of its own. Here each version is cloned once, and
a copy that was rendered before is written from memory, so that little more is left than the merge.
`test_updates.py` proves that the outcome is byte for byte that of the command line.
"""

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from functools import cache
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

from copier import _main
from copier import _subproject
from copier import _template
from copier._main import Worker
from copier._template import Template
from plumbum import local

from harness.git import ENVIRONMENT
from harness.rendering import many_copies


@dataclass(frozen=True)
class Part:
    """A file of a copy, or a folder, which has no content."""

    path: Path
    mode: int
    content: bytes | None


@dataclass
class Copies:
    """Remembers every copy that was rendered."""

    render: Callable[[Worker], None]
    known: dict[object, list[Part]] = field(default_factory=dict)
    contents: dict[bytes, bytes] = field(default_factory=dict)
    """Each content once, because most copies have most of their files in common."""

    def write(self, worker: Worker) -> None:
        """Write the copy that the worker is to render."""
        key = _identity(worker)
        if key not in self.known:
            self.known[key] = self._rendered(worker)
        for part in self.known[key]:
            path = worker.subproject.local_abspath / part.path
            if not (path.exists() and worker.match_skip(part.path)):
                _write(part, path)

    def _rendered(self, worker: Worker) -> list[Part]:
        with TemporaryDirectory() as folder:
            elsewhere = replace(worker, dst_path=Path(folder), src_path=worker.template.url)
            elsewhere.answers = worker.answers
            self.render(elsewhere)
            return [self._part(path, Path(folder)) for path in sorted(Path(folder).rglob("*"))]

    def _part(self, path: Path, folder: Path) -> Part:
        content = None if path.is_dir() else path.read_bytes()
        if content is not None:
            content = self.contents.setdefault(content, content)
        return Part(path.relative_to(folder), path.stat().st_mode, content)


@contextmanager
def many_updates(scratch: Path) -> Iterator[None]:
    """Clone each version of a template and render each copy once for all updates made inside.

    The clones stay in the scratch folder.
    """
    copies = Copies(vars(Worker)["_render_template"])
    once = cache(Template)

    def write(worker: Worker) -> None:
        copies.write(worker)

    with (
        local.env(**ENVIRONMENT),  # of the Git that Copier calls
        patch.object(_template, "mkdtemp", partial(mkdtemp, dir=scratch)),
        patch.object(_main, "Template", once),
        patch.object(_subproject, "Template", once),
        patch.object(Template, "_cleanup", lambda _: None),
        patch.object(Worker, "_render_template", write),
        many_copies(),
    ):
        yield


def _identity(worker: Worker) -> object:
    """Tell copies apart by whatever can make them differ.

    Where an exclusion is repeated only its last place counts, so that excluding the same again,
    as an update does, is nothing new.
    """
    answers: dict[str, Any] = dict(worker.answers.combined)
    del answers["_external_data"]  # which this template has none of
    said = sorted(pair for pair in answers.items() if not callable(pair[1]))
    return (
        worker.template.commit_hash,
        tuple(dict.fromkeys(reversed(worker.all_exclusions))),
        frozenset(worker.answers.hidden),
        repr(said),
    )


def _write(part: Part, path: Path) -> None:
    if part.content is None:
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != part.content:
        path.write_bytes(part.content)
    if path.stat().st_mode != part.mode:
        path.chmod(part.mode)
