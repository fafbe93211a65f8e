"""The settings that `.env.example` explains, before and after an update."""

import re
from pathlib import Path

from scripts.follow import git

EXAMPLE = ".env.example"
SETTING = re.compile(r"^(# )?([A-Z][A-Z0-9_]*)=", re.MULTILINE)
REQUIRED = "{} (needs a value: the service may not start without it)"


def added() -> list[str]:
    """List the new ones, and say which of them have no default."""
    before, after = _before(), _after()
    return [REQUIRED.format(name) if after[name] else name for name in after if name not in before]


def removed() -> list[str]:
    """List those that nothing reads any more."""
    after = _after()
    return [name for name in _before() if name not in after]


def _before() -> dict[str, bool]:
    return _settings((git.committed(EXAMPLE) or b"").decode())


def _after() -> dict[str, bool]:
    return _settings(Path(EXAMPLE).read_text("utf-8"))


def _settings(text: str) -> dict[str, bool]:
    """Tell of each setting whether the example sets it; one with a default is commented out."""
    return {name: not comment for comment, name in SETTING.findall(text)}
