"""A migration that was released may have been applied somewhere, so it stays as it is."""

import re

import pytest

from harness.git import git
from harness.paths import ROOT
from harness.releases import Release
from harness.releases import releases

REVISION = re.compile(r"template/.*migrations.*/versions/\w+\.py$")


@pytest.mark.parametrize("release", releases(), ids=lambda release: release.version)
def test_a_released_migration_is_never_rewritten(release: Release) -> None:
    names = git(
        ROOT, "ls-tree", "-r", "--name-only", release.commit, "--", "template"
    ).splitlines()
    revisions = [name for name in names if REVISION.match(name)]
    assert revisions
    for name in revisions:
        assert (ROOT / name).read_text("utf-8") == git(ROOT, "show", f"{release.commit}:{name}")
