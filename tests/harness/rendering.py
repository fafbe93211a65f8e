"""Rendering combinations with Copier, many in one process.

Copier reads the questionnaire and compiles every path and file anew for each copy, renders names
that have no Jinja in them, among them that of the answers file for each path, and asks Git about
each file's mode. All that is left out here, which makes a copy many times cheaper;
`test_rendering.py` proves that the output is what plain Copier writes.
"""

import shutil
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from functools import cache
from functools import cached_property
from pathlib import Path
from unittest.mock import patch

from copier import _main
from copier import run_copy
from copier._main import Worker
from jinja2 import Environment

from harness.paths import PARTS
from harness.paths import ROOT
from harness.questionnaire import Answer


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
    """Read a template and compile each of its texts once for all copies made inside."""
    compile_anew: Callable[..., object] = Environment.compile
    render_text: Callable[..., str] = vars(Worker)["_render_string"]
    compiled: dict[tuple[object, ...], object] = {}

    def compile_once(environment: Environment, *source: str) -> object:
        if source not in compiled:
            compiled[source] = compile_anew(environment, *source)
        return compiled[source]

    def render_jinja(worker: Worker, text: str, *context: object, **more: object) -> str:
        return render_text(worker, text, *context, **more) if "{" in text else text

    def leave_git_alone(*_: object) -> None:
        pass

    with (
        patch.object(_main, "Template", cache(vars(_main)["Template"])),
        patch.object(Environment, "compile", compile_once),
        patch.object(Worker, "_render_string", render_jinja),
        patch.object(Worker, "answers_relpath", _once(vars(Worker)["answers_relpath"])),
        patch.object(Worker, "_sync_git_index_executable_bit", leave_git_alone),
    ):
        yield


def _once(value: property | cached_property[object]) -> cached_property[object]:
    """Compute a value once for each object; copies may be made inside others."""
    if isinstance(value, cached_property):
        return value
    compute: Callable[[object], object] | None = value.fget
    assert compute
    once = cached_property(compute)
    once.__set_name__(object, compute.__name__)
    return once
