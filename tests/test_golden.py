"""What a service's owner would see of a change: three rendered trees, reviewed as diffs.

A golden tree is one text: every file of the service, then the content of those that were rendered.
A file that is copied as it is stands there with its source only, because the source's own diff
already shows how it changes. `make golden` writes them anew.
"""

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from harness.combinations import TREES
from harness.combinations import chosen
from harness.expectations import expect_none
from harness.paths import GOLDEN
from harness.rendering import render

SHOWN = 60
RULE = "─" * 100


@pytest.mark.parametrize("name", TREES)
def test_the_tree_is_as_reviewed(
    request: pytest.FixtureRequest, template: Path, tmp_path: Path, name: str
) -> None:
    folder = render(template, tmp_path / "service", chosen(TREES[name]).answers)
    tree = portrait(folder, template)
    golden = GOLDEN / f"{name}.txt"
    if request.config.getoption("regenerate"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(tree, "utf-8")
    expect_none(changes(golden.read_text("utf-8"), tree, golden.name))


def portrait(folder: Path, template: Path) -> str:
    """Draw a rendered tree as one text."""
    sources = {path.read_bytes(): path for path in copied_files(template)}
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    listing, contents = [], []
    for path in files:
        name = path.relative_to(folder)
        source = sources.get(path.read_bytes())
        if path.stat().st_size and source:
            listing.append(f"{name}  ←  {source.relative_to(template)}")
        else:
            listing.append(str(name))
            contents.append(f"{RULE}\n{name}\n{RULE}\n{path.read_text('utf-8')}")
    text = "\n".join(["\n".join(listing), *contents])
    return text.replace(str(template), "the template")


def changes(reviewed: str, tree: str, name: str) -> list[str]:
    """Show how the output has changed since it was reviewed."""
    difference = list(unified_diff(reviewed.splitlines(), tree.splitlines(), name, "now", n=1))
    more = [f"… and {len(difference) - SHOWN} more lines"] if len(difference) > SHOWN else []
    hint = ["Is that meant? Then `make golden`, and commit it with the change."]
    return difference[:SHOWN] + more + hint if difference else []


def copied_files(template: Path) -> Iterator[Path]:
    """Yield the files of the template that are copied as they are."""
    for path in sorted((template / "template").rglob("*")):
        if path.is_file() and path.suffix != ".jinja":
            yield path
