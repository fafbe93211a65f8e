"""Releases are recorded, can be made again from the record, and are cut by one careful command."""

from pathlib import Path

import pytest
from copier import run_copy

from harness.git import git
from harness.paths import ROOT
from harness.release import Refused
from harness.release import release
from harness.releases import RECORD
from harness.releases import HistoryMissing
from harness.releases import Release
from harness.releases import changes
from harness.releases import next_version
from harness.releases import numbers
from harness.releases import releases
from harness.releases import repository

LAST = releases()[-1]
NEXT = next_version()
FEW_WORDS = f"# Changelog\n\n## {NEXT} — 2030-01-01\n\n- New.\n\n## {LAST.version}\n\n- Old.\n"
every_release = pytest.mark.parametrize("recorded", releases(), ids=lambda each: each.version)


class TestRecord:
    def test_versions_are_semantic_and_ascend(self) -> None:
        found = [numbers(each.version) for each in releases()]
        assert found == sorted(set(found))

    @every_release
    def test_a_commit_is_part_of_the_history(self, recorded: Release) -> None:
        assert git(ROOT, "rev-parse", f"{recorded.commit}^{{commit}}").strip() == recorded.commit
        git(ROOT, "merge-base", "--is-ancestor", recorded.commit, "HEAD")

    @every_release
    def test_the_changelog_tells_what_a_release_changes(self, recorded: Release) -> None:
        assert changes(recorded.version)

    def test_the_project_has_the_last_version(self) -> None:
        assert f'\nversion = "{LAST.version}"\n' in (ROOT / "pyproject.toml").read_text("utf-8")


class TestRepository:
    def test_it_has_a_tag_for_each_release_and_one_for_what_is_here(self, tmp_path: Path) -> None:
        made = repository(tmp_path / "made")
        tags = git(made, "tag", "--list", "--format", "%(refname:short) %(objectname)")
        assert set(tags.splitlines()) == {
            *(f"{each.version} {each.commit}" for each in releases()),
            f"{NEXT} {git(made, 'rev-parse', 'HEAD').strip()}",
        }

    def test_what_is_not_committed_is_part_of_it(self, clone: Path, tmp_path: Path) -> None:
        (clone / "template" / "new.txt").write_text("new", "utf-8")
        (clone / "template" / "README.md.jinja").unlink()
        made = repository(tmp_path / "made", root=clone)
        assert (made / "template" / "new.txt").read_text("utf-8") == "new"
        assert not (made / "template" / "README.md.jinja").exists()

    def test_it_can_be_had_without_what_is_here(self, tmp_path: Path) -> None:
        made = repository(tmp_path / "made", working_tree=False)
        assert NEXT not in git(made, "tag", "--list").splitlines()

    def test_a_shallow_clone_is_told_what_it_lacks(self, clone: Path, tmp_path: Path) -> None:
        commit(clone)
        git(tmp_path, "clone", "--quiet", "--depth", "1", clone.as_uri(), "shallow")
        with pytest.raises(HistoryMissing, match="fetch-depth 0"):
            repository(tmp_path / "made", root=tmp_path / "shallow")

    @every_release
    def test_a_release_makes_a_service(self, recorded: Release, tmp_path: Path) -> None:
        made = repository(tmp_path / "made", working_tree=False)
        version, service = recorded.version, tmp_path / "service"
        run_copy(str(made), service, vcs_ref=version, defaults=True, quiet=True)
        assert f"_commit: {version}\n" in (service / ".copier-answers.yml").read_text("utf-8")


class TestMakeRelease:
    def test_it_sets_the_version_tags_the_commit_and_records_it(self, clone: Path) -> None:
        release(NEXT, clone)
        assert releases(clone) == [*releases(), Release(NEXT, tagged(clone))]
        assert f'\nversion = "{NEXT}"\n' in git(clone, "show", f"{NEXT}:pyproject.toml")
        assert git(clone, "log", "-2", "--format=%s").splitlines() == [
            f"Record release {NEXT}",
            f"Release {NEXT}",
        ]
        assert git(clone, "status", "--porcelain") == ""

    @pytest.mark.parametrize("version", ["", "1", "1.2", "v1.2.3", "1.2.03", "1.2.3-rc.1"])
    def test_what_is_no_version_is_refused(self, clone: Path, version: str) -> None:
        refuses(clone, "three numbers", version)

    def test_a_version_that_is_not_higher_is_refused(self, clone: Path) -> None:
        refuses(clone, "not higher", LAST.version)

    def test_another_branch_is_refused(self, clone: Path) -> None:
        git(clone, "switch", "--quiet", "--create", "topic")
        refuses(clone, "this is topic")

    @pytest.mark.parametrize("name", ["new.txt", RECORD])
    def test_a_tree_with_changes_is_refused(self, clone: Path, name: str) -> None:
        with (clone / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")
        refuses(clone, name)

    @pytest.mark.parametrize("words", ["", f"## {NEXT}\n\n", f"## {NEXT}1\n\n- New.\n\n"])
    def test_a_changelog_that_does_not_tell_is_refused(self, clone: Path, words: str) -> None:
        (clone / "CHANGELOG.md").write_text(f"{words}## {LAST.version}\n\n- Old.\n", "utf-8")
        commit(clone)
        refuses(clone, f"## {NEXT}")

    def test_a_tag_that_is_there_is_refused(self, clone: Path) -> None:
        git(clone, "tag", NEXT)
        refuses(clone, "already")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The repository ready for its next release."""
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--shared", "--no-tags", ROOT, folder)
    git(folder, "checkout", "--quiet", "-B", "main")
    git(folder, "config", "user.name", "Somebody")
    git(folder, "config", "user.email", "somebody@example.com")
    for name in (RECORD, "pyproject.toml"):
        (folder / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    (folder / "CHANGELOG.md").write_text(FEW_WORDS, "utf-8")
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "Change")


def tagged(folder: Path) -> str:
    return git(folder, "rev-parse", f"{NEXT}^{{commit}}").strip()


def refuses(folder: Path, reason: str, version: str = NEXT) -> None:
    """Refuse a release for this reason, and leave everything as it was."""
    before = state(folder)
    with pytest.raises(Refused, match=reason):
        release(version, folder)
    assert state(folder) == before


def state(folder: Path) -> tuple[str, ...]:
    return tuple(
        git(folder, *words.split())
        for words in ("rev-parse HEAD", "tag --list", "status --porcelain", "diff")
    )
