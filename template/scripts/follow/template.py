"""The template: its versions, and what it makes of the answers in `.copier-answers.yml`."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

ANSWERS = Path(".copier-answers.yml")
COPIER = shlex.split(os.environ.get("COPIER", "copier"))
NEWER = 2  # how `check-update --quiet` ends when there is a newer version
CURRENT = "--vcs-ref=:current:"

Tree = dict[str, bytes]


def version() -> str:
    """Return the version that the service follows now."""
    found = re.search(r"^_commit: (.+)$", ANSWERS.read_text("utf-8"), re.MULTILINE)
    return found[1] if found else "an unknown version"


def has_news() -> bool:
    """Ask whether there is a newer version."""
    code = _copier("check-update", "--quiet")
    if code not in (0, NEWER):
        sys.exit("The template could not be asked for its newest version.")
    return code == NEWER


def update(answers: Iterable[str], *, trust: bool) -> None:
    """Merge what has changed; the answers given replace those of before."""
    data = [f"--data={answer}" for answer in (f"previous_version={version()}", *answers)]
    rights = ["--trust"] if trust else []
    if _copier("update", "--defaults", *rights, *data):
        sys.exit("The update was not made.")


def pristine() -> Tree:
    """Return every file as the template alone would have it, for the present answers."""
    with TemporaryDirectory() as folder:
        shutil.copy(ANSWERS, folder)
        if _copier("recopy", "--defaults", "--overwrite", "--quiet", CURRENT, folder):
            sys.exit("The template could not be read.")
        root = Path(folder)
        files = (path for path in root.rglob("*") if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def _copier(command: str, *words: str) -> int:
    return subprocess.run([*COPIER, command, *words], check=False).returncode
