"""Python environments made with uv and kept as long as their requirements stay the same."""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path

from harness.commands import succeed
from harness.paths import ENVIRONMENTS

COMPLETE = "requirements.txt"
"""What an environment has, written when it has it."""

UV = Path(sys.prefix) / "bin" / "uv"


def environment(
    name: str, requirements: Iterable[str], python: str | Path = sys.executable
) -> Path:
    """Find an environment that has all this, or make it, and return its interpreter."""
    wanted = set(requirements)
    folder = find_environment(name, wanted) or _make(name, wanted, python)
    return folder / "bin" / "python"


def find_environment(name: str, wanted: set[str]) -> Path | None:
    """Find an environment that has all this already, and perhaps more."""
    for listing in ENVIRONMENTS.glob(f"{name}-*/{COMPLETE}"):
        if wanted <= set(listing.read_text("utf-8").splitlines()):
            return listing.parent
    return None


def _make(name: str, wanted: set[str], python: str | Path) -> Path:
    text = "\n".join(sorted(wanted))
    folder = ENVIRONMENTS / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    uv("venv", "--quiet", "--clear", "--python", python, folder)
    options = ("--quiet", "--compile-bytecode", "--python", folder / "bin" / "python")
    uv("pip", "install", *options, *sorted(wanted))
    (folder / COMPLETE).write_text(text, "utf-8")
    return folder


def uv(*arguments: str | Path) -> str:
    """Call uv, which trusts the certificates that this machine trusts."""
    return succeed([UV, *arguments], environment={**os.environ, "UV_SYSTEM_CERTS": "1"})


def find_python(version: str) -> str:
    """Find an interpreter of at least this version, or name one for uv to find or fetch."""
    installed = [
        interpreter
        for root in pyenv_roots()
        for interpreter in root.glob("versions/3.*/bin/python3")
        if _number(interpreter) >= _parse(version)
    ]
    return str(min(installed, key=_number)) if installed else f">={version}"


def pyenv_roots() -> Iterator[Path]:
    """Yield where pyenv keeps its versions, which its shims hide from uv."""
    yield Path.home() / ".pyenv"
    for folder in map(Path, os.environ.get("PATH", "").split(os.pathsep)):
        if folder.name == "shims":
            yield folder.parent


def _number(interpreter: Path) -> tuple[int, ...]:
    return _parse(interpreter.parents[1].name)


def _parse(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def tool_folder(*programs: Path) -> Path:
    """Make a folder for PATH that offers these programs, and nothing of their environments."""
    folder = ENVIRONMENTS / "-".join(["only", *(program.name for program in programs)])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for program in programs:
        (folder / program.name).symlink_to(program)
    return folder
