"""`make update` in a service brings what is new here, and fails rather than leave a conflict."""

import os
import sys
from pathlib import Path

import pytest

from harness.commands import Finished
from harness.commands import run
from harness.commands import succeed
from harness.rendering import snapshot

COPIER = Path(sys.executable).with_name("copier")
AUTHOR = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "A"), ("EMAIL", "a@example.com"))
}
ENVIRONMENT = {**os.environ, **AUTHOR, "GIT_CONFIG_GLOBAL": os.devnull}


@pytest.fixture
def template_repository(tmp_path: Path) -> Path:
    """A first release of the template."""
    repository = snapshot(tmp_path / "template")
    git(repository, "init", "--quiet")
    commit(repository, "1.0.0")
    return repository


@pytest.fixture
def made(template_repository: Path, tmp_path: Path) -> Path:
    """A service that was made from the first release."""
    folder = tmp_path / "service"
    succeed(
        [COPIER, "copy", "--defaults", "--quiet", template_repository, folder],
        environment=ENVIRONMENT,
    )
    git(folder, "init", "--quiet")
    commit(folder)
    return folder


def test_a_new_release_arrives_and_the_developers_lines_stay(
    template_repository: Path, made: Path
) -> None:
    replace(made / "README.md", "# Orders API", "# Orders API of ours")
    commit(made)
    replace(template_repository / "template" / "alembic.ini", "[alembic]", "[alembic]\n# new")
    commit(template_repository, "1.1.0")

    assert update(made).exit_code == 0

    assert "# new" in (made / "alembic.ini").read_text("utf-8")
    assert "# Orders API of ours" in (made / "README.md").read_text("utf-8")


def test_lines_that_both_sides_changed_fail_the_update(
    template_repository: Path, made: Path
) -> None:
    replace(made / "alembic.ini", "[alembic]", "[alembic]\n# ours")
    commit(made)
    replace(template_repository / "template" / "alembic.ini", "[alembic]", "[alembic]\n# theirs")
    commit(template_repository, "1.1.0")

    updated = update(made)

    assert updated.exit_code != 0
    assert "Both sides changed" in updated.output
    assert "alembic.ini" in updated.output


def test_markers_that_were_committed_by_mistake_fail_the_next_update(made: Path) -> None:
    replace(made / "README.md", "# Orders API", "<<<<<<< before\n# Orders API")
    commit(made)
    updated = update(made, copier="true")
    assert updated.exit_code != 0
    assert "README.md" in updated.output


def test_rejected_changes_fail_the_update(made: Path) -> None:
    assert update(made, copier="true").exit_code == 0
    (made / "README.md.rej").write_text("@@\n", "utf-8")
    updated = update(made, copier="true")
    assert updated.exit_code != 0
    assert "README.md.rej" in updated.output


def update(service: Path, copier: str = str(COPIER)) -> Finished:
    """Update a service as its developers and its pipeline do."""
    return run(
        ["make", "--no-print-directory", "update", f"COPIER={copier}"],
        directory=service,
        environment=ENVIRONMENT,
    )


def replace(path: Path, old: str, new: str) -> None:
    """Edit a file as a person does."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def commit(repository: Path, release: str = "") -> None:
    """Commit everything, as a release if it is named."""
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "Change")
    if release:
        git(repository, "tag", release)


def git(repository: Path, *words: str) -> str:
    """Call Git in a repository."""
    return succeed(["git", *words], directory=repository, environment=ENVIRONMENT)
