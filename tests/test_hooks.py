"""A release that renames a file, a folder and a question costs a service nothing."""

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.aside import Aside
from harness.commands import Finished
from harness.commands import succeed
from harness.development import DevelopedService
from harness.rendering import snapshot
from harness.repository import Repository
from harness.workshop import open_workshop

HOOK = '["{{{{ _copier_python }}}}", "{{{{ _copier_conf.src_path }}}}/hooks/{}.py", "{}", "{}"]'
MIGRATION = """
  - version: 2.0.0
    when: "{{{{ _stage == '{stage}' }}}}"
    command: {command}"""
RENAMED = (
    ("after", "rename_file", "app/deprecation.py", "app/sunset.py"),
    ("after", "rename_file", "app/inventory", "app/stock"),
    ("before", "rename_answer", "author_name", "owner_name"),
)


@dataclass(frozen=True)
class Update:
    """A service, and how it followed the release that renames."""

    service: DevelopedService
    refused: Finished
    finished: Finished


def prepare(folder: Path) -> Update:
    """Copy a service from one release, work on it, and follow the next."""
    template = Repository.start(snapshot(folder / "template"), "1.0.0")
    answers = {"author_name": "Jane"}
    workshop = open_workshop([])
    service = DevelopedService.copied(template.path, folder / "service", workshop, answers)
    edit(service)
    release(template)
    refused = service.make("follow")
    assert service.status() == [], "a refusal changes nothing"
    return Update(service, refused, service.make("follow", "trust=yes"))


pytestmark = pytest.mark.aside.with_args(prepare)


@pytest.fixture(scope="module")
def update(aside: Aside) -> Update:
    return aside.result(prepare)


def edit(service: DevelopedService) -> None:
    service.replace("app/deprecation.py", '"""', '"""Ours: ')
    service.replace("app/inventory/service.py", '"""', '"""Ours: ')
    service.replace("app/inventory/router.py", '"""', '"""Ours: ')
    service.write("app/inventory/ours.py", "OURS = True\n")
    service.remove("app/inventory/schemas.py")
    service.commit()


def release(template: Repository) -> None:
    """Rename, with a hook for each name; change a line far from ours, and one that is ours."""
    path = template.path / "template/app/deprecation.py"
    path.write_text(path.read_text("utf-8") + "\n# theirs\n", "utf-8")
    template.replace("template/app/inventory/router.py", '"""', '"""Theirs: ')
    for _, hook, old, new in RENAMED:
        if hook == "rename_file":
            template.git("mv", f"template/{old}", f"template/{new}")
    template.git("mv", overlay("inventory"), overlay("stock"))
    for name in template.git("grep", "--files-with-matches", "author_name").splitlines():
        text = template.read(name)
        template.write(name, text.replace("author_name", "owner_name"))
    migrations = [
        MIGRATION.format(stage=stage, command=HOOK.format(hook, old, new))
        for stage, hook, old, new in RENAMED
    ]
    questions = template.read("copier.yml")
    template.write("copier.yml", f"{questions}\n_migrations:{''.join(migrations)}\n")
    template.commit("2.0.0")


def overlay(name: str) -> str:
    return "template/app/{% if jwt %}" + name + "{% endif %}"


def test_without_trust_it_is_refused(update: Update) -> None:
    assert update.refused.exit_code != 0
    assert "--trust" in update.refused.output


class TestRenamedFile:
    def test_it_has_the_changes_of_both_sides(self, update: Update) -> None:
        text = update.service.read("app/sunset.py")
        assert text.startswith('"""Ours: ')
        assert text.endswith("# theirs\n")
        assert not (update.service.path / "app/deprecation.py").exists()

    def test_lines_that_both_sides_changed_are_one_conflict(self, update: Update) -> None:
        assert update.finished.exit_code != 0
        assert "Conflicts:\n    app/stock/router.py\n" in update.finished.output
        assert update.service.read("app/stock/router.py").count("<<<<<<<") == 1


class TestRenamedFolder:
    def test_nothing_is_left_under_its_old_name(self, update: Update) -> None:
        assert not list((update.service.path / "app").glob("inventory/*"))

    def test_edits_and_added_files_go_along(self, update: Update) -> None:
        assert update.service.read("app/stock/service.py").startswith('"""Ours: ')
        assert update.service.read("app/stock/ours.py") == "OURS = True\n"

    def test_what_was_deleted_stays_deleted(self, update: Update) -> None:
        assert not (update.service.path / "app/stock/schemas.py").exists()
        assert (update.service.path / "app/stock/errors.py").exists()


class TestRenamedQuestion:
    def test_it_keeps_its_answer(self, update: Update) -> None:
        answers = update.service.read(".copier-answers.yml")
        assert "owner_name: Jane\n" in answers
        assert "author_name" not in answers


@pytest.mark.nightly
def test_a_hook_that_runs_again_finds_nothing_to_do(update: Update) -> None:
    service, hooks = update.service, update.service.path.parent / "template" / "hooks"
    assert update.finished.exit_code != 0, "its conflict is to be resolved"
    service.commit()
    for _, hook, old, new in RENAMED:
        succeed([sys.executable, hooks / f"{hook}.py", old, new], directory=service.path)
    assert service.status() == []
