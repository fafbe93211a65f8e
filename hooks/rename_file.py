"""Carry what a service changed in a file, or in a folder, over to its new name.

A migration that runs after an update, as `rename_file.py OLD NEW`, in the service's folder. Copier
by itself deletes the file under its old name together with the edits. Where both sides changed the
same lines, conflict markers remain. Run again, it finds nothing left to do.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from copier import VcsRef
from copier import run_recopy

ANSWERS = Path(".copier-answers.yml")
SIDES = ("before updating", "last update", "after updating")  # as Copier names them


def main(old: str, new: str) -> None:
    """Rename one file, or everything below one folder."""
    with TemporaryDirectory() as folder:
        pristine = Path(folder)
        render_as_before(pristine)
        for path in sorted({*committed(old), *rendered(pristine, old)}):
            carry(path, new + path.removeprefix(old), pristine / path)


def render_as_before(folder: Path) -> None:
    """Render what the service last had from the template."""
    (folder / ANSWERS).write_bytes(content_of(str(ANSWERS)) or b"")
    run_recopy(folder, vcs_ref=VcsRef.CURRENT, defaults=True, overwrite=True, quiet=True)


def carry(old: str, new: str, base: Path) -> None:
    """Bring one file's edits to its new name, or its absence."""
    ours = content_of(old)
    if ours is None:
        Path(new).unlink(missing_ok=True)
    elif not base.exists():
        move(old, new)
    elif ours != base.read_bytes() and Path(new).exists():
        merge(ours, base, new)
    git("rm", "--cached", "--quiet", "--ignore-unmatch", "--", old)
    Path(old).unlink(missing_ok=True)


def move(old: str, new: str) -> None:
    """Move a file that the service itself added."""
    Path(new).parent.mkdir(parents=True, exist_ok=True)
    Path(new).write_bytes(content_of(old) or b"")


def merge(ours: bytes, base: Path, new: str) -> None:
    """Merge the service's edits into what the template has now."""
    (edited := base.with_name(f"{base.name}.ours")).write_bytes(ours)
    labels = [word for side in SIDES for word in ("-L", side)]
    merged = git("merge-file", "--stdout", *labels, "--", str(edited), str(base), new)
    Path(new).write_bytes(merged)


def committed(prefix: str) -> list[str]:
    """List the files that the service had under a name."""
    listing = git("ls-tree", "-r", "-z", "--name-only", "HEAD", "--", prefix)
    return listing.decode().split("\0")[:-1]


def rendered(folder: Path, prefix: str) -> Iterator[str]:
    """Yield the files that the template made under a name."""
    start = folder / prefix
    for path in (start, *start.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def content_of(path: str) -> bytes | None:
    """Return what the service had committed under a name."""
    found = subprocess.run(["git", "show", f"HEAD:./{path}"], check=False, capture_output=True)
    return found.stdout if found.returncode == 0 else None


def git(*words: str) -> bytes:
    """Call Git in the service; a merge with conflicts is no failure here."""
    return subprocess.run(["git", *words], check=False, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
