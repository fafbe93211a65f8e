"""Git repositories of a test: a template with releases, a service that somebody works on."""

import shutil
from pathlib import Path
from typing import Self

from harness.git import git


class Repository:
    """A folder under Git, and what a person does in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def start(cls, path: Path, tag: str = "") -> Self:
        """Put what is in a folder under Git."""
        repository = cls(path)
        repository.git("init", "--quiet")
        repository.commit(tag)
        return repository

    def git(self, *words: str) -> str:
        """Call Git."""
        return git(self.path, *words, as_test=True)

    def commit(self, tag: str = "") -> None:
        """Commit everything, as a release if a tag is given."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Change")
        if tag:
            self.git("tag", tag)

    def read(self, name: str) -> str:
        """Return the text of a file."""
        return (self.path / name).read_text("utf-8")

    def write(self, name: str, text: str) -> None:
        """Write a file, in a new folder if it has to be."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Edit a file as a person does, who knows what it says."""
        text = self.read(name)
        assert old in text, f"{name} does not say {old}"
        self.write(name, text.replace(old, new, 1))

    def remove(self, name: str) -> None:
        """Delete a file or a folder."""
        path = self.path / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def status(self) -> list[str]:
        """List what is not committed, as `git status --short` does."""
        return self.git("status", "--short", "--untracked-files=all").splitlines()
