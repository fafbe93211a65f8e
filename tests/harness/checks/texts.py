"""No trace of the generator, nothing left unrendered or unfinished, no untidy line."""

import re
from collections.abc import Iterator
from functools import cache

from harness.service import Service

ANSWERS_FILE = ".copier-answers.yml"

TRACES = re.compile(
    r"copier|jinja|cookiecutter|generated (by|from|with)|this template", re.IGNORECASE
)
UPDATE = re.compile(
    r"COPIER \?= |\t@\$\(COPIER\) update "
)  # the one target that may name its tool
LEFTOVERS = re.compile(r"\{%|%\}|\{#-|(?<!\$)\{\{-?\s*\w+(\s*\|[^{}]*)?\s*-?\}\}")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b|your stuff goes here", re.IGNORECASE)
CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( |$)")


def find_untidy(service: Service) -> list[str]:
    """List untidy lines and files: trailing blanks, missing final newlines, emptiness."""
    return [finding for path, text in texts(service) for finding in _untidy(path, text)]


def find_traces(service: Service) -> list[str]:
    """List whatever shows that a machine wrote the service, or that it was not finished."""
    return [
        f"{path}:{finding}"
        for path, text in texts(service)
        if path != ANSWERS_FILE
        for finding in _traces(text)
    ]


def texts(service: Service) -> Iterator[tuple[str, str]]:
    """Yield every file with its text."""
    for path in service.files:
        yield str(path.relative_to(service.path)), path.read_text("utf-8")


@cache
def _traces(text: str) -> tuple[str, ...]:
    """Search a text once, however many services share it."""
    return tuple(
        f"{number}: {line.strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        if not UPDATE.match(line)
        and any(pattern.search(line) for pattern in (TRACES, LEFTOVERS, UNFINISHED, CONFLICT))
    )


def _untidy(path: str, text: str) -> Iterator[str]:
    if not text.strip() and not path.endswith("__init__.py"):
        yield f"{path}: empty"
    if text and not text.endswith("\n"):
        yield f"{path}: no newline at the end"
    if text.endswith("\n\n"):
        yield f"{path}: blank lines at the end"
    for number, line in enumerate(text.splitlines(), 1):
        if line != line.rstrip():
            yield f"{path}:{number}: trailing blanks"
