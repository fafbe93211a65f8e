"""What services will see of a change to the template: the diff of what two states of it render.

Run as a module, it compares a revision with the working tree; without one, the last release.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from harness.changes import Change
from harness.changes import Tree
from harness.changes import changed_files
from harness.changes import report
from harness.combinations import TREES
from harness.combinations import Combination
from harness.combinations import chosen
from harness.combinations import combinations
from harness.commands import CommandFailed
from harness.commands import succeed
from harness.paths import ROOT
from harness.releases import releases
from harness.rendering import snapshot
from harness.service import Service
from harness.service import render_services

SPREAD = 9
"""So many combinations are compared beside those whose trees are reviewed."""


def describe(ref: str, root: Path = ROOT, spread: int = SPREAD) -> list[str]:
    """Tell in lines how a selection of services changes from a revision to the working tree."""
    with TemporaryDirectory(prefix="rendered-diff-") as name:
        folder = Path(name)
        old, new = checkout(ref, folder / "old", root), snapshot(folder / "new", root)
        selected = selection(root, spread)
        known = [each for each in selected if is_known(each, old)]
        lines = report(compare(old, new, known, folder))
    return [*lines, *(f"  {each}: is new" for each in selected if each not in known)]


def compare(
    old: Path, new: Path, selected: Sequence[Combination], folder: Path
) -> dict[str, list[Change]]:
    """List the changes of each combination from one state of the template to another."""
    before = render_services(old, selected, folder / "before")
    after = render_services(new, selected, folder / "after")
    return {
        then.combination.name: changed_files(read(then, old), read(now, new))
        for then, now in zip(before, after, strict=True)
    }


def selection(root: Path = ROOT, spread: int = SPREAD) -> list[Combination]:
    """The combinations whose trees are reviewed, and a spread of all."""
    reviewed = [chosen(words, root) for words in TREES.values()]
    return list(dict.fromkeys([*reviewed, *combinations(root)[:spread]]))


def checkout(ref: str, folder: Path, root: Path = ROOT) -> Path:
    """Write the files of a revision into a folder without Git."""
    archive = folder.with_suffix(".zip")
    succeed(["git", "archive", f"--output={archive}", "--end-of-options", ref], directory=root)
    with ZipFile(archive) as files:
        files.extractall(folder)
    return folder


def is_known(combination: Combination, root: Path) -> bool:
    """Could the template at this root make it, as far as it asks?"""
    pairs = set(combination.pairs)
    return any(pairs.issuperset(each.pairs) for each in combinations(root))


def read(service: Service, template: Path) -> Tree:
    """Read a service, with no trace of where its template was."""
    return {
        str(path.relative_to(service.path)): path.read_text("utf-8", "replace").replace(
            str(template), "the template"
        )
        for path in service.files
    }


if __name__ == "__main__":
    try:
        print("\n".join(describe("".join(sys.argv[1:]) or releases()[-1].commit)))
    except CommandFailed as error:
        sys.exit(str(error))
