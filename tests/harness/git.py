"""Git, called by people's tools and by tests."""

import os
from pathlib import Path

from harness.commands import succeed

SETTINGS = {
    "commit.gpgsign": "false",
    "core.fsync": "none",  # what a test writes need not survive the machine
    "gc.auto": "0",
    "init.defaultBranch": "main",
    "user.email": "tests@example.com",
    "user.name": "Tests",
}

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": str(len(SETTINGS)),
    **{f"GIT_CONFIG_KEY_{number}": name for number, name in enumerate(SETTINGS)},
    **{f"GIT_CONFIG_VALUE_{number}": value for number, value in enumerate(SETTINGS.values())},
}
"""With this, Git is the same for every test and every developer, and quick."""


def surroundings() -> dict[str, str]:
    """Return the environment of programs that call Git in a test."""
    return {**os.environ, **ENVIRONMENT}


def git(repository: Path, *words: str | Path, as_test: bool = False) -> str:
    """Call Git in a repository, and return what it prints."""
    environment = surroundings() if as_test else None
    return succeed(["git", *words], directory=repository, environment=environment)
