"""Cut a release: set the version, commit, tag, and record which commit it is.

Usage: python -m harness.release VERSION
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from harness.git import git
from harness.paths import ROOT
from harness.releases import CHANGELOG
from harness.releases import RECORD
from harness.releases import changes
from harness.releases import numbers
from harness.releases import releases

BRANCH = "main"
PROJECT = "pyproject.toml"


class Refused(Exception):
    """The release would not be what it says; nothing was changed."""


def release(version: str, root: Path = ROOT) -> None:
    """Cut a release of what is committed on the main branch."""
    for problem in problems(version, root):
        raise Refused(problem)
    _edit(root / PROJECT, r'^version = ".*"$', f'version = "{version}"')
    git(root, "commit", "--quiet", "--all", "--allow-empty", "--message", f"Release {version}")
    git(root, "tag", "--annotate", "--message", f"Release {version}", version)
    commit = git(root, "rev-parse", "HEAD").strip()
    with (root / RECORD).open("a", encoding="utf-8") as record:
        record.write(f"{version} {commit}\n")
    git(root, "commit", "--quiet", "--all", "--message", f"Record release {version}")


def problems(version: str, root: Path) -> Iterator[str]:
    """Say what stands against a release, the most basic first."""
    last = releases(root)[-1].version
    try:
        if numbers(version) <= numbers(last):
            yield f"{version} is not higher than {last}, the last release."
    except ValueError as error:
        yield str(error)
    if (branch := git(root, "branch", "--show-current").strip()) != BRANCH:
        yield f"Releases are cut from {BRANCH}; this is {branch or 'no branch'}."
    if changed := git(root, "status", "--porcelain"):
        yield f"Commit or remove what has changed first:\n{changed.rstrip()}"
    if not changes(version, root):
        yield f"{CHANGELOG} needs a section “## {version}” that tells owners what changes."
    if git(root, "tag", "--list", version):
        yield f"There is a tag {version} already."


def _edit(path: Path, pattern: str, text: str) -> None:
    path.write_text(re.sub(pattern, text, path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


def main(version: str = "") -> None:
    """Cut the release, or exit with the reason why not."""
    try:
        release(version)
    except Refused as refusal:
        sys.exit(str(refusal))
    sys.stdout.write(f"{version} is committed and tagged: git push --follow-tags\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
