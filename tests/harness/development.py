"""A service as its developers have it: under Git, with an environment, ready for `make`."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from harness.commands import Finished
from harness.commands import run
from harness.commands import succeed
from harness.git import surroundings
from harness.questionnaire import Answer
from harness.repository import Repository
from harness.workshop import Workshop

COPIER = Path(sys.executable).with_name("copier")


class DevelopedService(Repository):
    """A service that was copied from a release, and follows the template."""

    settings: Mapping[str, str] = {}
    """What its environment says besides its `.env`."""

    @classmethod
    def copied(
        cls,
        template: Path,
        path: Path,
        workshop: Workshop,
        answers: Mapping[str, Answer],
        version: str = "",
    ) -> Self:
        """Copy a release, or the newest, commit it, and lend it the environment that all share."""
        data = [f"--data={name}={answer}" for name, answer in answers.items()]
        data += [f"--vcs-ref={version}"] if version else []
        words = ("copy", "--defaults", "--quiet", *data)
        succeed([COPIER, *words, template, path], environment=surroundings())
        service = cls.start(path)
        service.borrow(workshop.interpreter.parents[1])
        return service

    def make(self, *words: str) -> Finished:
        """Call `make` as its developers and its pipeline do; what it needs is installed."""
        tools = (f"COPIER={COPIER}", "INSTALLER=nothing")
        return self.run("make", "--no-print-directory", *words, *tools)

    def run(self, *words: str, **settings: str) -> Finished:
        """Run a program in its folder."""
        environment = {**surroundings(), **self.settings, **settings}
        return run(words, directory=self.path, environment=environment)

    def borrow(self, environment: Path) -> None:
        """Use an environment that is there already."""
        (own := self.path / ".venv").mkdir()
        for part in ("bin", "lib", "pyvenv.cfg"):
            (own / part).symlink_to(environment / part)
