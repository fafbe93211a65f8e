"""No trace of the generator, nothing left unrendered or unfinished, no untidy line."""

import re
from functools import cache

from harness.service import Service

TELLING = (".copier-answers.yml", "scripts/follow/")

TRACES = re.compile(
    r"copier|jinja|cookiecutter|generated (by|from|with)|this template", re.IGNORECASE
)
UPDATE = re.compile(r'COPIER \?= |\t@COPIER="\$\(COPIER\)" ')  # the one target that names its tool
LEFTOVERS = re.compile(r"\{%|%\}|\{#-|(?<!\$)\{\{-?\s*\w+(\s*\|[^{}]*)?\s*-?\}\}")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b|your stuff goes here", re.IGNORECASE)
EMPTY = ": empty"
CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( |$)")


def find_untidy(service: Service) -> list[str]:
    """List untidy lines and files: trailing blanks, missing final newlines, emptiness."""
    return [
        f"{path}{finding}"
        for path, text in service.texts.items()
        for finding in _untidy(text)
        if not (finding == EMPTY and path.endswith("__init__.py"))
    ]


def find_traces(service: Service) -> list[str]:
    """List whatever shows that a machine wrote the service, or that it was not finished."""
    return [
        f"{path}:{finding}"
        for path, text in service.texts.items()
        if not path.startswith(TELLING)
        for finding in _traces(text)
    ]


@cache
def _traces(text: str) -> tuple[str, ...]:
    """Search a text once, however many services share it."""
    return tuple(
        f"{number}: {line.strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        if not UPDATE.match(line)
        and any(pattern.search(line) for pattern in (TRACES, LEFTOVERS, UNFINISHED, CONFLICT))
    )


@cache
def _untidy(text: str) -> tuple[str, ...]:
    """Look at a text once, however many services share it."""
    flaws = {
        EMPTY: not text.strip(),
        ": no newline at the end": text and not text.endswith("\n"),
        ": blank lines at the end": text.endswith("\n\n"),
    }
    lines = enumerate(text.splitlines(), 1)
    blanks = [f":{number}: trailing blanks" for number, line in lines if line != line.rstrip()]
    return (*(flaw for flaw, found in flaws.items() if found), *blanks)
