"""All suites together take about as long, however many applications there are."""

from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from harness.combinations import Combination
from harness.plan import SHARED
from harness.plan import SMOKE
from harness.plan import Plan
from harness.service import Service

FILES = (SMOKE, *(f"tests/unit/test_{number}.py" for number in range(120)))


def applications(choices: int) -> list[Combination]:
    """Every application of three questions with so many choices each."""
    answers = [str(number) for number in range(choices)]
    return [
        Combination(tuple(zip("abc", each, strict=True))) for each in product(answers, repeat=3)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service")
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("#" * 100, "utf-8")
    return folder


def runs(choices: int, folder: Path) -> Counter[str]:
    """How often each test file runs in applications whose suite does not run whole."""
    plan = Plan(applications(choices))
    services = [Service(each, folder) for each in applications(choices)]
    return Counter(name for service in services for name in plan.files(service))


class TestShares:
    @pytest.mark.parametrize("choices", [3, 4, 5])
    def test_every_test_file_runs_as_often_however_many_applications_there_are(
        self, folder: Path, choices: int
    ) -> None:
        found = runs(choices, folder)
        del found[SMOKE]
        assert found.keys() == set(FILES) - {SMOKE}
        assert min(found.values()) >= SHARED
        assert max(found.values()) <= SHARED + 1

    def test_every_application_is_started(self, folder: Path) -> None:
        plan = Plan(applications(4))
        others = [each for each in applications(4) if not plan.is_whole(each)]
        assert runs(4, folder)[SMOKE] == len(others) > 0


class TestWholeSuites:
    def test_they_run_where_answers_meet(self, folder: Path) -> None:
        plan = Plan(applications(4))
        whole = [each for each in applications(4) if plan.is_whole(each)]
        assert 4 * 4 <= len(whole) < len(applications(4)) / 2
        assert not plan.measures_coverage
        assert all(plan.files(Service(each, folder)) == [] for each in whole)

    def test_at_night_all_are_whole_and_measured(self) -> None:
        plan = Plan(applications(3), everything=True)
        assert all(plan.is_whole(each) for each in applications(3))
        assert plan.measures_coverage

    def test_files_around_the_application_are_no_other_application(self) -> None:
        plan = Plan([Combination((("auth", "jwt"),))])
        assert plan.is_whole(Combination((("auth", "jwt"), ("ci", "github"))))
