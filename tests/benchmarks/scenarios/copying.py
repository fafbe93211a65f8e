"""Making a service from the template, and following it."""

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.quantities import DURATION
from benchmarks.quantities import PROCESSOR
from benchmarks.rounds import Sample
from benchmarks.rounds import Values
from benchmarks.rounds import interleave
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from harness.commands import CommandFailed
from harness.commands import run as execute
from harness.git import surroundings
from harness.repository import Repository

COPIER = Path(sys.executable).with_name("copier")
BEFORE, AFTER = "1.0.0", "1.1.0"
ONE_FILE = "a template of one file"
OURS = "this template"
ROUNDS = 3
"""Fewer than elsewhere: they differ little, and an update takes long."""

SETTINGS = "_answers_file: .copier-answers.yml\nproject_name:\n  type: str\n  default: Orders\n"
ANSWERS = "{{ _copier_conf.answers_file }}.jinja"


def run(bench: Bench) -> Values:
    """Copy both, and update both to a release in which one file has changed."""
    folder = bench.folder / "copying"
    ours = Repository.start(shutil.copytree(bench.template, folder / "ours"), BEFORE)
    turns: dict[str, Callable[[], Sample]] = {}
    for name, template, file in (
        (ONE_FILE, one_file(folder / "one"), "README.md.jinja"),
        (OURS, ours, "template/alembic.ini"),
    ):
        template.write(file, template.read(file) + "\n# One line more.\n")
        template.commit(AFTER)
        service = folder / f"{template.path.name}-service"
        copy(template, service)
        Repository.start(service)
        turns[f"{name}: copy"] = partial(copy, template, folder / "copy")
        turns[f"{name}: update"] = partial(update, Repository(service))
    return interleave(turns, min(ROUNDS, bench.effort.rounds))


def one_file(folder: Path) -> Repository:
    """Make the least template that can be followed."""
    folder.mkdir(parents=True)
    template = Repository(folder)
    template.write("copier.yml", SETTINGS)
    template.write(ANSWERS, "{{ _copier_answers | to_nice_yaml }}")
    template.write("README.md.jinja", "# {{ project_name }}\n")
    return Repository.start(folder, BEFORE)


def copy(template: Repository, destination: Path) -> Sample:
    """Make a service, as its developer does."""
    shutil.rmtree(destination, ignore_errors=True)
    return copier("copy", f"--vcs-ref={BEFORE}", template.path, destination)


def update(service: Repository) -> Sample:
    """Follow the template, and forget it again."""
    sample = copier("update", f"--vcs-ref={AFTER}", service.path)
    assert service.status(), "the update has changed nothing"
    service.git("reset", "--quiet", "--hard")
    return sample


def copier(verb: str, *words: str | Path) -> Sample:
    """Call Copier, and tell what it took."""
    finished = execute([COPIER, verb, "--defaults", "--quiet", *words], environment=surroundings())
    if finished.exit_code:
        raise CommandFailed(finished.output)
    return {DURATION.title: finished.seconds, PROCESSOR.title: finished.cpu_seconds}


SCENARIO = Scenario(
    title="Copying and updating",
    question="How long does Copier take for all of this, beside what it takes for one file?",
    chapter=Chapter.GROWTH,
    baseline=f"{ONE_FILE}: copy",
    run=run,
)
