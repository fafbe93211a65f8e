"""`make follow` in a service brings what is new in the template, and loses nothing of ours."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.aside import Aside
from harness.commands import Finished
from harness.development import DevelopedService
from harness.rendering import snapshot
from harness.repository import Repository
from harness.workshop import open_workshop

LOCKING = "install-with-nothing=echo locked > uv.lock"
"""An installer that writes what was never committed, as the real ones do."""

OPENAPI = "template/{% if jwt and websockets and not events %}docs{% endif %}/openapi.json.jinja"

REVISION = """
revision = "{name}"
down_revision = "0003_accounts"


def upgrade() -> None: ...


def downgrade() -> None: ...
"""


@dataclass(frozen=True)
class Fleet:
    """Services made from a first release of the template, which has had a second one since."""

    untouched: DevelopedService
    edited: DevelopedService
    disputed: DevelopedService
    switched: DevelopedService

    followed: Finished
    """How the edited service followed the second release."""

    conflict: Finished
    """How the disputed service could not follow it."""

    without_auth: Finished
    """How the switched service followed it, and went without accounts."""


def prepare(folder: Path) -> Fleet:
    """Make the services, let developers work on them, make the release, and follow it."""
    template = Repository.start(snapshot(folder / "template"))
    template.write("CHANGELOG.md", "# Changelog\n\n## 1.0.0\n\n- **Everything.** It is there.\n")
    template.commit("1.0.0")
    workshop = open_workshop([])
    untouched, edited, disputed, switched = (
        DevelopedService.copied(template.path, folder / name, workshop, {})
        for name in ("untouched", "edited", "disputed", "switched")
    )
    edit(edited)
    dispute(disputed)
    release(template)
    return Fleet(
        untouched,
        edited,
        disputed,
        switched,
        followed=edited.make("follow", LOCKING),
        conflict=disputed.make("follow"),
        without_auth=switched.make("follow", "with=auth=none"),
    )


pytestmark = pytest.mark.aside.with_args(prepare)


@pytest.fixture(scope="module")
def fleet(aside: Aside) -> Fleet:
    return aside.result(prepare)


@pytest.fixture
def followed(fleet: Fleet) -> Finished:
    return fleet.followed


@pytest.fixture
def conflict(fleet: Fleet) -> Finished:
    return fleet.conflict


def edit(service: DevelopedService) -> None:
    """Change nothing that the next release changes, but lines and files beside it."""
    service.replace("README.md", "# Orders API", "# Orders API of ours")
    service.replace("pyproject.toml", 'version = "0.1.0"', 'version = "0.7.0"')
    service.replace("docs/openapi.json", '"version": "0.1.0"', '"version": "0.7.0"')
    service.write("migrations/versions/prices.py", REVISION.format(name="prices"))
    service.git("mv", "app/items/errors.py", "app/items/problems.py")
    for path in [*service.path.glob("app/**/*.py"), *service.path.glob("tests/**/*.py")]:
        text = path.read_text("utf-8")
        path.write_text(text.replace("app.items.errors", "app.items.problems"), "utf-8")
    service.commit()


def dispute(service: DevelopedService) -> None:
    """Change what the next release changes, too."""
    service.replace("alembic.ini", "[alembic]", "[alembic]\n# ours")
    service.write("tests/unit/test_sorting.py", "# ours\n")
    service.commit()


def release(template: Repository) -> None:
    """Make a second release."""
    news = "## 2.0.0\n\n- **Colours.** Name yours in `COLOURS`.\n\n## 1.0.0"
    template.replace("CHANGELOG.md", "## 1.0.0", news)
    template.replace("template/alembic.ini", "[alembic]", "[alembic]\n# theirs")
    settings = "# DOCS=true\n\n# Colours.\n# COLOURS=red\nPAINT=change-me"
    template.replace("template/.env.example.jinja", "# DOCS=true", settings)
    template.replace("template/app/items/errors.py", "with items", "with any item")
    template.replace("template/pyproject.toml.jinja", "LicenseRef-Proprietary", "MIT")
    template.write(OPENAPI, template.read(OPENAPI).replace("LicenseRef-Proprietary", "MIT"))
    template.write(
        "template/migrations/versions/0004_paint.py", REVISION.format(name="0004_paint")
    )
    template.remove("template/tests/unit/test_sorting.py")
    template.commit("2.0.0")


class TestFollow:
    def test_what_is_new_arrives_and_the_developers_lines_stay(
        self, followed: Finished, fleet: Fleet
    ) -> None:
        assert followed.exit_code == 0, followed.output
        assert "# theirs" in fleet.edited.read("alembic.ini")
        assert "# Orders API of ours" in fleet.edited.read("README.md")
        assert not (fleet.edited.path / "tests/unit/test_sorting.py").exists()

    def test_its_news_are_told_and_no_older_ones(self, followed: Finished) -> None:
        assert "Name yours in `COLOURS`" in followed.output
        assert "It is there" not in followed.output

    def test_new_settings_are_told_and_which_of_them_need_a_value(
        self, followed: Finished
    ) -> None:
        assert re.search(r"(?m)^ +COLOURS$", followed.output)
        assert re.search(r"(?m)^ +PAINT \(needs a value", followed.output)

    def test_a_change_to_a_file_that_was_renamed_here_is_told(
        self, followed: Finished, fleet: Fleet
    ) -> None:
        assert "app/items/errors.py" in followed.output
        assert not (fleet.edited.path / "app/items/errors.py").exists()
        assert "with items" in fleet.edited.read("app/items/problems.py")

    def test_the_description_of_the_api_is_written_anew_instead_of_merged(
        self, followed: Finished, fleet: Fleet
    ) -> None:
        assert followed.exit_code == 0, followed.output
        assert '"version": "0.7.0"' in fleet.edited.read("docs/openapi.json")
        assert '"identifier": "MIT"' in fleet.edited.read("docs/openapi.json")

    def test_a_lock_file_that_nobody_commits_does_not_stand_in_the_way(
        self, followed: Finished, fleet: Fleet
    ) -> None:
        assert followed.exit_code == 0, followed.output
        assert fleet.edited.read("uv.lock") == "locked\n", "what was merged is installed"

    def test_migrations_of_both_sides_meet_in_one_head(
        self, followed: Finished, fleet: Fleet
    ) -> None:
        assert followed.exit_code == 0, followed.output
        (merge,) = fleet.edited.path.glob("migrations/versions/*_follow_the_template.py")
        parents = re.search(r"(?m)^down_revision.*", merge.read_text("utf-8"))
        assert parents
        assert "Sequence[str]" in parents[0], "its type allows for several"
        assert "prices" in parents[0]
        assert "0004_paint" in parents[0]

    def test_whoever_follows_the_newest_version_has_nothing_to_do(
        self, followed: Finished, fleet: Fleet
    ) -> None:
        assert followed.exit_code == 0, followed.output
        fleet.edited.commit()
        again = fleet.edited.make("follow")
        assert again.exit_code == 0, again.output
        assert "2.0.0 is the newest version of the template." in again.output
        assert fleet.edited.status() == []


class TestConflict:
    def test_lines_that_both_sides_changed_fail_the_update(
        self, conflict: Finished, fleet: Fleet
    ) -> None:
        assert conflict.exit_code != 0
        assert re.search(r"(?m)^Conflicts:\n +alembic.ini$", conflict.output)
        assert fleet.disputed.read("alembic.ini").count("<<<<<<<") == 1

    def test_so_does_a_file_that_was_changed_here_and_removed_there_and_it_stays(
        self, conflict: Finished, fleet: Fleet
    ) -> None:
        assert re.search(r"(?m)^Removed .*\n +tests/unit/test_sorting.py$", conflict.output)
        assert fleet.disputed.read("tests/unit/test_sorting.py") == "# ours\n"

    def test_once_all_is_resolved_it_goes_on_where_it_stopped(
        self, conflict: Finished, fleet: Fleet
    ) -> None:
        assert conflict.exit_code != 0
        text = fleet.disputed.read("alembic.ini")
        fleet.disputed.write("alembic.ini", re.sub(r"(?m)^[<=>]{7}.*\n", "", text))
        fleet.disputed.remove("docs/openapi.json")
        fleet.disputed.commit()
        finished = fleet.disputed.make("follow")
        assert finished.exit_code == 0, finished.output
        assert '"identifier": "MIT"' in fleet.disputed.read("docs/openapi.json")


class TestLint:
    def test_conflict_markers_are_refused(self, fleet: Fleet) -> None:
        assert fleet.untouched.make("conflicts").exit_code == 0
        fleet.untouched.replace("README.md", "# Orders", "<<<<<<< before\n# Orders")
        refused = fleet.untouched.make("conflicts")
        fleet.untouched.git("restore", ".")
        assert refused.exit_code != 0
        assert "README.md:1:<<<<<<<" in refused.output

    def test_changes_that_did_not_apply_are_refused(self, fleet: Fleet) -> None:
        fleet.untouched.write("README.md.rej", "@@\n")
        refused = fleet.untouched.make("conflicts")
        fleet.untouched.remove("README.md.rej")
        assert refused.exit_code != 0
        assert "README.md.rej" in refused.output


class TestOptions:
    def test_a_migration_that_a_database_may_have_stays_when_its_option_goes(
        self, fleet: Fleet
    ) -> None:
        service, output = fleet.switched, fleet.without_auth.output
        assert fleet.without_auth.exit_code == 0, output
        assert re.search(r"(?m)^Migrations .*\n +migrations/versions/0003_acc", output)
        assert (service.path / "migrations/versions/0003_accounts.py").exists()
        assert not (service.path / "app/auth").exists()
        assert "auth: none" in service.read(".copier-answers.yml")

    @pytest.mark.nightly
    def test_an_answer_that_does_not_exist_changes_nothing(self, fleet: Fleet) -> None:
        refused = fleet.untouched.make("follow", "with=database=oracle")
        assert refused.exit_code != 0
        assert fleet.untouched.status() == []


def test_work_that_is_not_committed_is_left_alone(fleet: Fleet) -> None:
    fleet.untouched.replace("README.md", "# Orders API", "# Ours")
    refused = fleet.untouched.make("follow")
    status = fleet.untouched.status()
    fleet.untouched.git("restore", ".")
    assert refused.exit_code != 0
    assert "commit or stash" in refused.output
    assert status == [" M README.md"]
