"""One rendered combination, and what its own files say about it."""

import ast
import hashlib
import tomllib
from collections.abc import Iterable
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from functools import cached_property
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from packaging.requirements import Requirement

from harness.combinations import Combination
from harness.lanes import lane_count
from harness.rendering import many_copies
from harness.rendering import render

CODE = (
    ".env.example",
    "Dockerfile",
    "alembic.ini",
    "app",
    "docs",
    "migrations",
    "pyproject.toml",
    "scripts",
    "tests",
)
"""What the linters, the type checker and the suite of a service read."""

OWN = ("app", "migrations", "scripts", "tests")
"""The packages of a service itself."""

FEW = 4
"""So many are rendered sooner than further processes start."""


@dataclass(frozen=True)
class Service:
    """A service as its developer finds it after `copier copy`."""

    combination: Combination
    path: Path

    @cached_property
    def files(self) -> list[Path]:
        """Every file of the service as rendered."""
        return sorted(path for path in self.path.rglob("*") if path.is_file())

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of every file, by its path from the service's folder."""
        names = {str(path.relative_to(self.path)): path for path in self.files}
        return {name: _kept(path.read_text("utf-8")) for name, path in names.items()}

    @cached_property
    def pyproject(self) -> dict[str, Any]:
        """The content of its `pyproject.toml`."""
        return tomllib.loads((self.path / "pyproject.toml").read_text("utf-8"))

    @cached_property
    def dependencies(self) -> list[Requirement]:
        """What it needs to run."""
        return [Requirement(line) for line in self.pyproject["project"]["dependencies"]]

    @cached_property
    def development(self) -> list[Requirement]:
        """What its developers need besides."""
        groups = self.pyproject.get("dependency-groups", {})
        lines = [line for group in groups.values() for line in group if isinstance(line, str)]
        return [Requirement(line) for line in lines]

    @cached_property
    def settings(self) -> dict[str, str]:
        """The settings that its `.env.example` explains."""
        values = dotenv_values(self.path / ".env.example", interpolate=False)
        return {name: value or "" for name, value in values.items()}

    @cached_property
    def fingerprint(self) -> str:
        """Equal for services whose code and tests are byte for byte the same application."""
        code = {name: text for name, text in self.texts.items() if name.split("/")[0] in CODE}
        digests = [f"{name} {_digest(text)}\n" for name, text in code.items()]
        return _digest("".join(digests))

    def imports(self, *folders: str) -> set[str]:
        """Every module from outside that the Python files in these folders import."""
        found: set[str] = set()
        for name, text in self.texts.items():
            if name.split("/")[0] in folders and name.endswith(".py"):
                found |= imported_modules(text)
        return {name for name in found if name.split(".")[0] not in OWN}


def render_services(template: Path, wanted: Iterable[Combination], folder: Path) -> list[Service]:
    """Render combinations into folders of their own, in a process per lane if they are many."""
    selected = list(wanted)
    if len(selected) <= FEW:
        return _render_share(template, selected, folder)
    shares = [selected[lane :: lane_count()] for lane in range(lane_count())]
    with ProcessPoolExecutor(len(shares), mp_context=get_context("spawn")) as processes:
        rendered = processes.map(_render_share, repeat(template), shares, repeat(folder))
        services = {each.combination: each for share in rendered for each in share}
    return [services[each] for each in selected]


def _render_share(template: Path, selected: Sequence[Combination], folder: Path) -> list[Service]:
    with many_copies():
        return [
            Service(each, render(template, folder / each.name, each.answers)) for each in selected
        ]


@cache
def _kept(text: str) -> str:
    """Return one and the same object for equal texts, most of which many services have."""
    return text


@cache
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def imported_modules(source: str) -> frozenset[str]:
    """List the absolute imports of a Python file, also those inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return frozenset(found)
