"""The files of the default service, each described by what it says about itself."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from harness.rendering import many_copies
from harness.rendering import render
from harness.rendering import snapshot


@dataclass(frozen=True)
class Folder:
    """A folder with what is in it."""

    name: str
    about: str
    files: dict[str, str]
    """What the files say about themselves; nothing, if they do not."""
    folders: "list[Folder]"

    @property
    def described(self) -> dict[str, str]:
        """The files that say what they are."""
        return {name: about for name, about in self.files.items() if about}

    @property
    def others(self) -> list[str]:
        """The files that do not."""
        return [name for name, about in self.files.items() if not about and name != INIT]


INIT = "__init__.py"


def tree_facts() -> dict[str, Any]:
    """Copy the default service, and tell what is in it."""
    with TemporaryDirectory() as name, many_copies():
        template = snapshot(Path(name) / "template")
        service = render(template, Path(name) / "service", {})
        return {"service": folder(service)}


def folder(path: Path) -> Folder:
    """Describe a folder."""
    inside = sorted(path.iterdir(), key=lambda each: (each.name.startswith("."), each.name))
    files = {each.name: about(each) for each in inside if each.is_file()}
    init = files.pop(INIT, "")
    return Folder(path.name, init, files, [folder(each) for each in inside if each.is_dir()])


def about(path: Path) -> str:
    """Return the first paragraph of a module's docstring, or of the comment a file begins with."""
    text = path.read_text("utf-8", errors="replace")
    if path.suffix == ".py":
        text = ast.get_docstring(ast.parse(text)) or ""
    else:
        text = "\n".join(leading_comment(text))
    return " ".join(text.partition("\n\n")[0].split())


def leading_comment(text: str) -> Iterator[str]:
    """Yield the lines of the comment at the top of a file."""
    for line in text.splitlines():
        if not line.startswith("# "):
            return
        yield line.removeprefix("# ")
