"""How folders of text change, told once for all that change equally."""

import re
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff

POSITION = re.compile(r"^@@ .* @@$", re.MULTILINE)

Tree = Mapping[str, str]
"""Texts by their paths."""


@dataclass(frozen=True)
class Change:
    """How a file changes."""

    path: str
    kind: str
    """added, removed or changed"""
    diff: str

    @property
    def lines(self) -> tuple[str, str]:
        """What is equal where the same lines change, wherever in the file they are."""
        return self.path, POSITION.sub("@@", self.diff)


def changed_files(old: Tree, new: Tree) -> list[Change]:
    """List every file that differs."""
    return [
        _change(path, old.get(path), new.get(path))
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    ]


def report(changes: Mapping[str, Sequence[Change]]) -> list[str]:
    """Show equal changes once, with the combinations that they concern, and count all of them."""
    if not any(changes.values()):
        return [f"No difference in {len(changes)} services."]
    lines: list[str] = []
    for names, group in _grouped(changes).items():
        lines += [_heading(names, len(changes)), "", *(change.diff for change in group)]
    return [*lines, "Files by service:", *(_summary(*each) for each in changes.items())]


def _grouped(
    changes: Mapping[str, Sequence[Change]],
) -> dict[tuple[str, ...], list[Change]]:
    """Put together what changes in the same services."""
    found: dict[tuple[str, str], tuple[Change, list[str]]] = {}
    for name, each in changes.items():
        for change in each:
            found.setdefault(change.lines, (change, []))[1].append(name)
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change, names in found.values():
        groups.setdefault(tuple(names), []).append(change)
    return groups


def _heading(names: Sequence[str], count: int) -> str:
    if len(names) == count:
        return f"In all {count} services:"
    return f"In {len(names)} of {count} services ({', '.join(names)}):"


def _summary(name: str, changes: Sequence[Change]) -> str:
    kinds = [change.kind for change in changes]
    counts = [f"{kinds.count(kind)} {kind}" for kind in ("added", "removed", "changed")]
    return f"  {name}: {', '.join(counts)}"


def _change(path: str, old: str | None, new: str | None) -> Change:
    kind = "added" if old is None else "removed" if new is None else "changed"
    names = (
        "/dev/null" if old is None else f"a/{path}",
        "/dev/null" if new is None else f"b/{path}",
    )
    texts = ((old or "").splitlines(), (new or "").splitlines())
    lines = list(unified_diff(*texts, *names, lineterm=""))
    return Change(path, kind, "\n".join([*(lines or _headers(*names)), ""]))


def _headers(old: str, new: str) -> list[str]:
    """Name a file whose lines do not differ, such as an empty one."""
    return [f"--- {old}", f"+++ {new}"]
