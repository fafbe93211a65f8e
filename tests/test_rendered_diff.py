"""A change to the template is shown as services will see it, once, and where it concerns them."""

import shutil
from pathlib import Path

import pytest

from harness.changes import Tree
from harness.changes import changed_files
from harness.changes import report
from harness.combinations import TREES
from harness.combinations import chosen
from harness.combinations import combinations
from harness.commands import run
from harness.paths import ROOT
from harness.rendered_diff import compare
from harness.rendered_diff import describe
from harness.rendered_diff import selection
from harness.rendering import snapshot
from harness.repository import Repository

SAMPLE = [chosen(words) for words in TREES.values()]
NOTHING = "0 added, 0 removed, 0 changed"


@pytest.fixture
def changed(template: Path, tmp_path: Path) -> Path:
    """Another state of the template, to be changed."""
    return shutil.copytree(template, tmp_path / "changed")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit, which is the working tree too."""
    return Repository.start(snapshot(tmp_path / "repository")).path


def append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


class TestCompare:
    def changes(self, old: Path, new: Path, folder: Path) -> dict[str, list[tuple[str, str]]]:
        found = compare(old, new, SAMPLE, folder)
        return {
            name: [(each.kind, each.path) for each in changes] for name, changes in found.items()
        }

    def test_a_change_concerns_exactly_the_combinations_that_have_the_file(
        self, template: Path, changed: Path, tmp_path: Path
    ) -> None:
        append(changed / "template" / "app" / "redis" / "settings.py", "# more")
        changes = self.changes(template, changed, tmp_path)
        expected = [("changed", "app/redis/settings.py")]
        assert changes == {each.name: expected if each.answers["redis"] else [] for each in SAMPLE}
        assert {bool(each) for each in changes.values()} == {True, False}

    def test_files_come_and_go(self, template: Path, changed: Path, tmp_path: Path) -> None:
        (changed / "template" / "{% if jwt %}NOTICE{% endif %}").touch()
        (changed / "template" / "app" / "health.py").unlink()
        changes = self.changes(template, changed, tmp_path)
        with_auth = [("added", "NOTICE"), ("removed", "app/health.py")]
        for each in SAMPLE:
            assert changes[each.name] == (
                with_auth if each.answers["auth"] == "jwt" else with_auth[1:]
            )


class TestReport:
    def told(self, **trees: tuple[Tree, Tree]) -> str:
        return "\n".join(report({name: changed_files(*pair) for name, pair in trees.items()}))

    def test_no_change_is_said_in_so_many_words(self) -> None:
        assert self.told(a=({"x": "1\n"}, {"x": "1\n"})) == "No difference in 1 services."

    def test_equal_changes_are_shown_once_with_all_they_concern(self) -> None:
        change = ({"x": "old\n"}, {"x": "new\n"})
        text = self.told(a=change, b=change, c=({"x": "old\n"}, {"x": "other\n"}))
        assert text.count("+new") == text.count("+other") == 1
        assert "In 2 of 3 services (a, b):\n\n--- a/x\n+++ b/x\n" in text
        assert "In 1 of 3 services (c):" in text

    def test_it_does_not_matter_on_which_line(self) -> None:
        middle = "1\n2\n3\n"
        text = self.told(
            a=({"x": middle + "old\n"}, {"x": middle + "new\n"}),
            b=({"x": "0\n" + middle + "old\n"}, {"x": "0\n" + middle + "new\n"}),
        )
        assert text.count("+new") == 1
        assert "In all 2 services:" in text

    def test_files_are_counted_for_every_service(self) -> None:
        text = self.told(a=({"x": "1\n", "y": "1\n"}, {"x": "2\n", "z": ""}), b=({}, {}))
        assert "  a: 1 added, 1 removed, 1 changed\n" in text
        assert text.endswith(f"  b: {NOTHING}")

    def test_an_empty_file_is_named_though_it_has_no_lines(self) -> None:
        assert "--- /dev/null\n+++ b/z\n" in self.told(a=({}, {"z": ""}))


class TestDescribe:
    def test_a_clean_tree_does_not_differ(self, repository: Path) -> None:
        assert describe("HEAD", repository, 0) == ["No difference in 3 services."]

    def test_the_working_tree_is_compared_also_without_a_commit(self, repository: Path) -> None:
        append(repository / "template" / "Dockerfile.jinja", "# more")
        text = "\n".join(describe("HEAD", repository, 0))
        assert "In all 3 services:" in text
        assert text.count("+# more") == 1

    def test_an_older_revision_is_compared(self, repository: Path) -> None:
        append(repository / "template" / "Dockerfile.jinja", "# more")
        Repository(repository).commit()
        assert "+# more" in "\n".join(describe("HEAD^", repository, 0))

    def test_a_combination_that_was_not_to_be_had_is_new(self, repository: Path) -> None:
        questions = repository / "copier.yml"
        now = questions.read_text("utf-8")
        questions.write_text(now.replace("[sqlite, postgresql, ", "[sqlite, "), "utf-8")
        Repository(repository).commit()
        questions.write_text(now, "utf-8")
        *_, last = describe("HEAD", repository, 0)
        assert last == f"  {chosen(TREES['most'])}: is new"

    def test_a_revision_that_does_not_exist_is_an_error_and_no_trace(self) -> None:
        make = ["make", "--no-print-directory", "diff", "REF=nonsense"]
        finished = run(make, directory=ROOT)
        assert finished.exit_code
        assert "not a valid object name: nonsense" in finished.output
        assert "Traceback" not in finished.output


class TestSelection:
    def test_reviewed_trees_come_first_and_then_a_spread(self) -> None:
        assert selection(spread=5)[:3] == SAMPLE
        assert set(selection(spread=5)) == {*SAMPLE, *combinations()[:5]}

    def test_every_answer_is_in_it(self) -> None:
        everything = {pair for each in combinations() for pair in each.pairs}
        assert {pair for each in selection() for pair in each.pairs} == everything
