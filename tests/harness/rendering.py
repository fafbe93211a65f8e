"""Rendering combinations with Copier, many in one process.

Copier compiles every path and file anew for each copy and asks Git about each file's mode. Both
are left out here, which makes a copy several times cheaper; `test_rendering.py` proves that the
output is what plain Copier writes.
"""

import shutil
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from copier import run_copy
from copier._main import Worker
from jinja2 import Environment

from harness.paths import ROOT
from harness.questionnaire import Answer

PARTS = ("copier.yml", "template", "hooks")


def snapshot(destination: Path, source: Path = ROOT) -> Path:
    """Copy what Copier reads to a folder without Git, from which it renders the working tree."""
    shutil.rmtree(destination, ignore_errors=True)
    destination.mkdir(parents=True)
    for part in (source / name for name in PARTS):
        if part.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".*_cache")
            shutil.copytree(part, destination / part.name, symlinks=True, ignore=ignored)
        elif part.exists():
            shutil.copy2(part, destination / part.name)
    return destination


def render(template: Path, destination: Path, answers: Mapping[str, Answer]) -> Path:
    """Render the template into a fresh folder, as `copier copy` does and without trusting it."""
    shutil.rmtree(destination, ignore_errors=True)
    run_copy(str(template), destination, data=dict(answers), defaults=True, quiet=True)
    return destination


@contextmanager
def many_copies() -> Iterator[None]:
    """Compile each text of the template once for all copies made inside."""
    compile_anew: Callable[..., object] = Environment.compile
    compiled: dict[tuple[object, ...], object] = {}

    def compile_once(environment: Environment, *source: str) -> object:
        if source not in compiled:
            compiled[source] = compile_anew(environment, *source)
        return compiled[source]

    def leave_git_alone(*_: object) -> None:
        pass

    with (
        patch.object(Environment, "compile", compile_once),
        patch.object(Worker, "_sync_git_index_executable_bit", leave_git_alone),
    ):
        yield
