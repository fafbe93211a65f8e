"""Which paths of a service depend on its options, as the template says it."""

import re
from collections.abc import Iterable
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Any

import yaml

from harness.paths import ROOT
from harness.paths import TEMPLATE

CONDITIONAL = re.compile(r"\{% if (.+?) %\}(.+?)\{% endif %\}")
CONFIGURATION: dict[str, Any] = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))


def conditional_paths() -> Iterator[tuple[str, str]]:
    """Yield every path that not all services have, with its condition."""
    yield from ((expression, pattern) for pattern, expression in MANIFEST.items())
    for file in (path for path in TEMPLATE.rglob("*") if path.is_file()):
        source = str(file.relative_to(TEMPLATE)).removesuffix(".jinja")
        path = CONDITIONAL.sub(r"\2", source)
        if expressions := [found[1] for found in CONDITIONAL.finditer(source)]:
            yield joined([*above(path), *expressions]), path


def manifest() -> Iterator[tuple[str, str]]:
    """Yield the patterns that `_exclude` gives to options, each with its condition."""
    for pattern in CONFIGURATION["_exclude"]:
        if excluded := CONDITIONAL.fullmatch(pattern):
            yield excluded[2].lstrip("/"), opposite(excluded[1])


def above(path: str) -> Iterator[str]:
    """Yield the conditions of the folders that a path is in, and its own from the manifest."""
    for place in (PurePath(path), *PurePath(path).parents):
        yield from (MANIFEST[pattern] for pattern in MANIFEST if fnmatchcase(str(place), pattern))


def joined(expressions: Iterable[str]) -> str:
    """Write several conditions as one."""
    parts = {part for expression in expressions for part in alternatives_apart(expression)}
    if len(parts) == 1:
        return parts.pop()
    return " and ".join(f"({part})" if " or " in part else part for part in sorted(parts))


def alternatives_apart(expression: str) -> list[str]:
    """Split a condition into those that must all hold."""
    return [expression] if " or " in expression else expression.split(" and ")


def opposite(expression: str) -> str:
    """Turn the condition for leaving a path out into the one for having it."""
    negated = re.fullmatch(r"not (\w+)|(\w+) is not true", expression)
    return negated[1] or negated[2] if negated else f"not ({expression})"


MANIFEST = dict(manifest())
PATHS = sorted(conditional_paths())
