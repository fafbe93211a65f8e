"""What the tests of updates stand on: the graph, and a quick way that does what Copier does."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

import pytest

from harness.combinations import combinations
from harness.commands import succeed
from harness.development import COPIER
from harness.edges import Update
from harness.edges import around_each_question
from harness.edges import edges
from harness.edges import one_of_each_kind
from harness.edges import version_updates
from harness.folders import Content
from harness.folders import contents
from harness.folders import differences
from harness.git import git
from harness.git import surroundings
from harness.questionnaire import Answer
from harness.rehearsal import Rehearsal
from harness.releases import releases
from harness.releases import repository
from harness.updates import Updates
from harness.updating import many_updates

PAIRS = [version_updates()[0], *one_of_each_kind(edges())[::13]]
PROVED = [
    pytest.param(pair, id=str(pair), marks=[pytest.mark.nightly] if number else [])
    for number, pair in enumerate(PAIRS)
]
TOY = """
colour: {type: str, choices: [red, green], default: red}
shiny: {type: bool, default: true, when: "{{ colour == 'red' }}"}
"""
RULED_TOY = """
shiny: {type: bool, default: false}
colour:
  type: str
  choices:
    red: red
    gold: {value: gold, validator: "{% if not shiny %}shines; answer shiny=true.{% endif %}"}
  default: red
"""
NEW_TOY = TOY.replace("[red, ", "[").replace("default: red", "default: green")


class TestGraph:
    def test_every_answer_of_every_combination_is_switched_to_every_other(self) -> None:
        ways = {(edge.before, edge.after) for edge in edges()}
        alike = defaultdict(list)
        for each in combinations():
            for pair in each.pairs:
                alike[pair[0], frozenset(each.pairs) - {pair}].append(each)
        apart = {ends for group in alike.values() for ends in permutations(group, 2)}
        assert ways >= apart
        assert len(edges()) == len(ways)

    def test_what_a_switch_hides_is_dropped_and_what_it_shows_gets_its_default(
        self, toy: Path
    ) -> None:
        ways = {(str(edge.before), str(edge.data), str(edge.after)) for edge in edges(toy)}
        assert ("green", "{'colour': 'red'}", "red-shiny") in ways
        assert ("red", "{'colour': 'green'}", "green") in ways
        assert ("red", "{'shiny': True}", "red-shiny") in ways
        assert len(ways) == len(edges(toy)) == 5

    def test_what_a_switch_forbids_falls_back_to_the_default(self, toy: Path) -> None:
        (toy / "copier.yml").write_text(RULED_TOY, "utf-8")
        ways = {(str(edge.before), str(edge.data), str(edge.after)) for edge in edges(toy)}
        assert ("shiny-gold", "{'shiny': False}", "red") in ways
        assert not any(before == "red" and "gold" in data for before, data, _ in ways)

    def test_a_few_edges_have_every_kind_each_from_another_combination(self) -> None:
        few = one_of_each_kind(edges())
        assert {edge.kind for edge in few} == {edge.kind for edge in edges()}
        assert len({edge.before for edge in few}) == len(few)

    def test_a_round_of_each_question_leaves_and_enters_every_answer(self) -> None:
        few = around_each_question(edges())
        everything = {pair for each in combinations() for pair in each.pairs}
        assert {(edge.switched, edge.kind[1]) for edge in few} == everything
        assert {(edge.switched, edge.kind[2]) for edge in few} == everything
        assert len(few) == len(everything)

    def test_every_release_is_updated_with_each_of_its_own_combinations(self) -> None:
        made = [update.version for update in version_updates()]
        assert set(made) == {release.version for release in releases()}
        assert len(set(version_updates())) == len(made)

    def test_a_few_updates_of_releases_have_every_answer(self) -> None:
        few = version_updates()[:16]
        everything = {pair for update in version_updates() for pair in update.before.pairs}
        assert {pair for update in few for pair in update.before.pairs} == everything

    def test_an_answer_that_is_no_longer_possible_need_not_be_kept(self, toy: Path) -> None:
        (toy / "copier.yml").write_text(NEW_TOY, "utf-8")
        found = [(str(update.before), str(update.after)) for update in version_updates(toy)]
        assert sorted(found) == [("green", "green"), ("red", ""), ("red-shiny", "")]


class TestQuickWay:
    @pytest.mark.parametrize(
        "update",
        [PAIRS[0], *(pytest.param(each, marks=pytest.mark.nightly) for each in PAIRS[1:])],
    )
    def test_it_leaves_byte_for_byte_what_the_command_leaves(
        self, rehearsal: Rehearsal, template_repository: Path, tmp_path: Path, update: Update
    ) -> None:
        plain = tmp_path / "plain"
        added = rehearsal.make(update)
        answers = data(update.before.answers)
        copier("copy", "--vcs-ref", update.version, *answers, template_repository, plain)
        assert differences(contents(rehearsal.service), {**contents(plain), **added}) == []

        shutil.rmtree(plain)
        shutil.copytree(rehearsal.service, plain)
        copier("update", *data(update.data), plain)
        rehearsal.update(update)

        assert contents(rehearsal.service) == contents(plain)
        assert rehearsal.problems(update) == []

    def test_a_copy_that_is_not_as_a_fresh_one_is_told(
        self, rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        update = rehearsal.update

        def spoil(each: Update) -> None:
            update(each)
            (rehearsal.service / "README.md").unlink()
            (rehearsal.service / "README.md.rej").write_text("@@", "utf-8")
            (rehearsal.service / "Makefile").chmod(0o755)
            (rehearsal.service / "app" / "orders" / "ours.py").write_text("", "utf-8")

        monkeypatch.setattr(rehearsal, "update", spoil)
        assert rehearsal.problems(PAIRS[0]) == [
            "left over: README.md.rej",
            "missing: README.md",
            "not as expected: Makefile",
            "not as expected: app/orders/ours.py",
        ]

    def test_a_conflict_is_told(
        self, rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make = rehearsal.make

        def edit(update: Update) -> Content:
            theirs = make(update)
            path = rehearsal.service / "pyproject.toml"
            path.write_text(path.read_text("utf-8").replace("\n", " # ours\n"), "utf-8")
            git(rehearsal.service, "commit", "--all", "--message", "Edit", as_test=True)
            return theirs

        monkeypatch.setattr(rehearsal, "make", edit)
        problems = rehearsal.problems(PAIRS[1])
        assert any(each.startswith("unmerged") and "pyproject.toml" in each for each in problems)
        assert "not as expected: pyproject.toml" in problems

    def test_what_copier_refuses_is_told(self) -> None:
        unknown = Update("9.9.9", PAIRS[0].before, PAIRS[0].after)
        updates = Updates([unknown])
        try:
            assert "Unknown revision" in updates.problems(unknown)[0]
        finally:
            updates.stop()


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A template with one release and two questions."""
    (tmp_path / "copier.yml").write_text(TOY, "utf-8")
    for words in ("init --quiet", "add --all", "commit --quiet --message Start"):
        git(tmp_path, *words.split(), as_test=True)
    commit = git(tmp_path, "rev-parse", "HEAD")
    (tmp_path / "releases.txt").write_text(f"1.0.0 {commit}", "utf-8")
    return tmp_path


@pytest.fixture
def template_repository(tmp_path: Path) -> Path:
    return repository(tmp_path / "template")


@pytest.fixture
def rehearsal(template_repository: Path, tmp_path: Path) -> Iterator[Rehearsal]:
    with many_updates(tmp_path):
        yield Rehearsal(template_repository, tmp_path / "rehearsal")


def data(answers: Mapping[str, Answer]) -> list[str]:
    pairs = (f"{name}={answer}" for name, answer in answers.items())
    return [word for pair in pairs for word in ("--data", pair)]


def copier(command: str, *words: str | Path) -> None:
    """Call the command line as people do."""
    options = ("--defaults", "--quiet", "--trust")
    succeed([COPIER, command, *options, *words], environment=surroundings())
