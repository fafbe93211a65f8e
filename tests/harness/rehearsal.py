"""Updates tried on services in a scratch folder, and what is wrong with them then."""

import shutil
from collections.abc import Iterator
from functools import cache
from functools import partial
from pathlib import Path

import yaml
from copier import run_copy
from copier import run_update

from harness.edges import Update
from harness.folders import Content
from harness.folders import contents
from harness.folders import differences
from harness.git import git
from harness.questionnaire import Answer

ANSWERS = ".copier-answers.yml"

Pairs = tuple[tuple[str, Answer], ...]


class Rehearsal:
    """A folder under Git that is one service after the other."""

    def __init__(self, template: Path, folder: Path) -> None:
        self.service = folder / "service"
        self.service.mkdir(parents=True)
        self._template = template
        self._elsewhere = folder / "fresh"
        self._git = partial(git, self.service, as_test=True)
        self._git("init", "--quiet")
        self._made = cache(self._make)
        self._fresh = cache(self._copy)

    def problems(self, update: Update) -> list[str]:
        """Update a service, and tell what is not as it should be.

        All must be as in a fresh copy with the answers that the service has then, but for what its
        developers added; so nothing can be left over, rejected or marked as a conflict.
        """
        theirs = self.make(update)
        self.update(update)
        answers = yaml.safe_load((self.service / ANSWERS).read_text("utf-8"))
        recorded = {name: answer for name, answer in answers.items() if name[0] != "_"}
        expected = {**self._fresh(tuple(recorded.items())), **theirs}
        return [
            *(f"unmerged: {line}" for line in self._git("ls-files", "--unmerged").splitlines()),
            *(f"answer lost: {pair}" for pair in update.after.answers.items() - recorded.items()),
            *differences(contents(self.service), expected),
        ]

    def make(self, update: Update) -> Content:
        """Have the service as its developers left it, and return what they have added."""
        commit, theirs = self._made(update.version, update.before.pairs)
        self._git("reset", "--quiet", "--hard", commit)
        self._git("clean", "--quiet", "--force", "-dx")
        return theirs

    def update(self, update: Update) -> None:
        """Update the service; a release may ask to be trusted, an option never."""
        run_update(
            self.service,
            update.data,
            defaults=True,
            overwrite=True,
            quiet=True,
            unsafe=not update.switched,
        )

    def _make(self, version: str, answers: Pairs) -> tuple[str, Content]:
        self._git("read-tree", "--empty")
        self._git("clean", "--quiet", "--force", "-dx")
        self._run_copy(self.service, answers, version)
        added = set(add_files(self.service))
        self._git("add", "--all")
        self._git("commit", "--quiet", "--message", "Start")
        theirs = {name: part for name, part in contents(self.service).items() if name in added}
        return self._git("rev-parse", "HEAD").strip(), theirs

    def _copy(self, answers: Pairs) -> Content:
        shutil.rmtree(self._elsewhere, ignore_errors=True)
        self._run_copy(self._elsewhere, answers)
        return contents(self._elsewhere)

    def _run_copy(self, folder: Path, answers: Pairs, version: str | None = None) -> None:
        data = dict(answers)
        run_copy(str(self._template), folder, data, vcs_ref=version, defaults=True, quiet=True)


def add_files(service: Path) -> Iterator[str]:
    """Add a feature, and a file to each that is there, as developers do; yield what was added."""
    (service / "app" / "orders").mkdir()
    for feature in sorted(path for path in (service / "app").iterdir() if path.is_dir()):
        (feature / "ours.py").write_text(f'"""Ours in {feature.name}."""\n', "utf-8")
        yield f"app/{feature.name}"
        yield f"app/{feature.name}/ours.py"
