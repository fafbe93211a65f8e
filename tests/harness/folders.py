"""What is in a folder, and where two folders differ."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

Content = Mapping[str, tuple[int, str]]
"""Every file of a folder and every folder in it, with its mode and a digest."""


def contents(folder: Path) -> Content:
    """Look at everything in a folder that is not Git's."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, _digest(path))
        for part in folder.iterdir()
        if part.name != ".git"
        for path in (part, *part.rglob("*"))
    }


def differences(found: Content, expected: Content) -> list[str]:
    """Name what is in one of two folders only, or in both but not the same."""
    return [
        *(f"left over: {name}" for name in sorted(found.keys() - expected.keys())),
        *(f"missing: {name}" for name in sorted(expected.keys() - found.keys())),
        *(
            f"not as expected: {name}"
            for name in sorted(found.keys() & expected.keys())
            if found[name] != expected[name]
        ),
    ]


def _digest(path: Path) -> str:
    return "" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
