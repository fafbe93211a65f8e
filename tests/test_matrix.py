"""Every combination as its developer gets it: checked, never fixed, tested on real servers."""

from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from harness.checks.containers import find_dockerfile_lint
from harness.checks.containers import find_schema_errors
from harness.checks.containers import find_shell_lint
from harness.checks.containers import find_yaml_lint
from harness.checks.dependencies import find_undeclared
from harness.checks.dependencies import find_unused
from harness.checks.formats import find_unreadable
from harness.checks.kubernetes import find_kubernetes_flaws
from harness.checks.options import find_orphans
from harness.checks.pipelines import find_floating_images
from harness.checks.pipelines import find_image_flaws
from harness.checks.pipelines import find_pipeline_flaws
from harness.checks.pipelines import find_workflow_lint
from harness.checks.proxy import find_proxy_errors
from harness.checks.texts import find_traces
from harness.checks.texts import find_untidy
from harness.combinations import Combination
from harness.combinations import combinations
from harness.expectations import expect_none
from harness.expectations import expect_success
from harness.expectations import miss
from harness.matrix import Matrix
from harness.paths import SNAPSHOT
from harness.reporting.records import Note
from harness.servers import Unavailable
from harness.service import Service
from harness.service import render_services

LEAST_COVERAGE = 95.0


@pytest.fixture
def everything(
    request: pytest.FixtureRequest, matrix: Matrix, tmp_path: Path
) -> Sequence[Service]:
    """Every selected service; in a shard, also those that other shards select."""
    if request.config.getoption("shard"):
        return render_services(SNAPSHOT, combinations(), tmp_path)
    return list(matrix.services.values())


def test_options_about_files_around_the_application_leave_it_alone(
    everything: Sequence[Service],
) -> None:
    applications: dict[Combination, set[str]] = {}
    for service in everything:
        codes = applications.setdefault(service.combination.application, set())
        codes.add(service.fingerprint)
    assert [each.name for each, codes in applications.items() if len(codes) > 1] == []
    assert len(set().union(*applications.values())) == len(applications), "features do not"


def test_copier_records_exactly_the_answers_of_the_combination(
    service: Service, combination: Combination
) -> None:
    recorded = yaml.safe_load((service.path / ".copier-answers.yml").read_text("utf-8"))
    assert recorded.items() >= combination.answers.items()
    texts = recorded.keys() - combination.answers.keys()
    assert all(isinstance(recorded[name], str) for name in texts)


def test_every_file_is_tidy_and_shows_no_trace_of_a_generator(service: Service) -> None:
    expect_none(find_untidy(service) + find_traces(service))


def test_every_file_is_what_its_name_says(service: Service) -> None:
    expect_none(find_unreadable(service))


def test_an_option_that_was_not_chosen_is_not_mentioned(service: Service) -> None:
    expect_none(find_orphans(service))


def test_containers_and_pipelines_pass_their_linters(service: Service) -> None:
    expect_none(find_schema_errors(service) + find_yaml_lint(service))
    expect_none(find_dockerfile_lint(service) + find_shell_lint(service))


def test_workflows_fit_together(service: Service) -> None:
    try:
        expect_none(find_workflow_lint(service))
    except Unavailable as missing:
        miss(missing)


def test_images_and_pipelines_have_no_more_rights_than_they_need(service: Service) -> None:
    expect_none(find_image_flaws(service) + find_floating_images(service))
    expect_none(find_pipeline_flaws(service))


def test_manifests_are_valid_and_careful(service: Service) -> None:
    expect_none(find_kubernetes_flaws(service))


def test_nginx_accepts_its_file(service: Service) -> None:
    try:
        expect_none(find_proxy_errors(service))
    except Unavailable as missing:
        miss(missing)


def test_imports_and_dependencies_agree(matrix: Matrix, service: Service) -> None:
    expect_none(find_undeclared(service, matrix.workshop.owners))
    expect_none(find_unused(service, matrix.workshop.owners))


def test_format(matrix: Matrix, service: Service, note: Note) -> None:
    expect_success(note(matrix.ruff(service, "format", "--check")))


def test_lint(matrix: Matrix, service: Service, note: Note) -> None:
    expect_success(note(matrix.ruff(service, "check")))


def test_types(matrix: Matrix, combination: Combination, note: Note) -> None:
    expect_success(note(matrix.types(combination)))


def test_suite(
    matrix: Matrix,
    combination: Combination,
    note: Note,
    record_property: Callable[[str, object], None],
) -> None:
    try:
        result = matrix.suite(combination)
    except Unavailable as missing:
        miss(missing, record_property)
    note(result.finished, **result.facts)
    expect_success(result.finished)
    assert set(result.counts) == {"passed"}, "every test runs, and every test passes"
    if result.measured:
        assert result.gate >= LEAST_COVERAGE, "the suite has a coverage gate of its own"
