"""The released versions of the template, and a repository that has them all."""

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from harness.commands import CommandFailed
from harness.git import git
from harness.paths import CACHE
from harness.paths import PARTS
from harness.paths import ROOT

RECORD = "releases.txt"
CHANGELOG = "CHANGELOG.md"

SECTION = r"^## {version}(?: [—–-] [^\n]*)?\n(.*?)(?=^## |\Z)"
NUMBER = r"(0|[1-9]\d*)"
VERSION = re.compile(rf"{NUMBER}\.{NUMBER}\.{NUMBER}")


class HistoryMissing(Exception):
    """The repository here does not have the commit of a release."""


@dataclass(frozen=True)
class Release:
    """A version, and the commit that it was cut from."""

    version: str
    commit: str


def releases(root: Path = ROOT) -> list[Release]:
    """Read what was released, oldest first."""
    lines = (root / RECORD).read_text("utf-8").splitlines()
    return [Release(*line.split()) for line in lines if line and not line.startswith("#")]


def numbers(version: str) -> tuple[int, ...]:
    """Split a version into what it is compared by; it must be three numbers (SemVer)."""
    if not (found := VERSION.fullmatch(version)):
        raise ValueError(f"A version is three numbers such as 0.2.0, not {version!r}.")
    return tuple(map(int, found.groups()))


def next_version(root: Path = ROOT) -> str:
    """Name the version that tests give to what is not released yet."""
    major, minor, patch = numbers(releases(root)[-1].version)
    return f"{major}.{minor}.{patch + 1}"


def changes(version: str, root: Path = ROOT) -> str:
    """Return what the changelog says about a version; nothing if it has no such section."""
    text = (root / CHANGELOG).read_text("utf-8")
    pattern = SECTION.format(version=re.escape(version))
    found = re.search(pattern, text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def questionnaire(release: Release, root: Path = ROOT) -> Path:
    """Keep the questionnaire of a release in a folder, as `combinations` reads it."""
    folder = root / CACHE.name / "releases" / release.version
    folder.mkdir(parents=True, exist_ok=True)
    try:
        text = git(root, "show", f"{release.commit}:copier.yml")
    except CommandFailed as failure:
        raise HistoryMissing(_advice(release)) from failure
    (folder / "copier.yml").write_text(text, "utf-8")
    return folder


def repository(destination: Path, *, working_tree: bool = True, root: Path = ROOT) -> Path:
    """Clone this repository with a tag for every recorded release.

    Uncommitted changes to what services get come on top, tagged as the next version.
    """
    words = ("clone", "--quiet", "--shared", "--no-tags", "--no-checkout")
    git(root, *words, root, destination, as_test=True)
    here = partial(git, destination, as_test=True)
    for release in releases(root):
        try:
            here("tag", release.version, f"{release.commit}^{{commit}}")
        except CommandFailed as failure:
            raise HistoryMissing(_advice(release)) from failure
    here("read-tree", "HEAD")
    if working_tree:
        here("--work-tree", root, "add", "--all", "--", *PARTS)
        here("commit", "--quiet", "--allow-empty", "--message", "What is not released yet")
        here("tag", next_version(root))
    here("reset", "--quiet", "--hard")
    return destination


def _advice(release: Release) -> str:
    return (
        f"Release {release.version} is commit {release.commit}, which is not here. In a shallow"
        " clone, git fetch --unshallow brings it; in a pipeline, check out with fetch-depth 0."
    )
