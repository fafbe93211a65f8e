"""Conditions live in paths; the few that are left in files are counted."""

import re

import pytest

from harness.paths import TEMPLATE

CONDITIONAL = re.compile(r"\{%-?\s*(?:el)?if\b|\{\{[^}]* if [^}]*\}\}")
SUFFIX = ".jinja"

COMPOSITION_ROOT = "app/main.py"
LISTS = (
    "pyproject.toml",
    "compose.yaml",
    ".env.example",
    ".gitlab-ci.yml",
    "README.md",
    "Makefile",
    "tests/conftest.py",
)
BUDGET_OF_THE_COMPOSITION_ROOT = 12
BUDGET_OF_A_LIST = 12
BUDGET = 3

# rules and macros are for the questionnaire and for other files; they are not rendered
TEMPLATED = sorted(
    str(path.relative_to(TEMPLATE))
    for path in TEMPLATE.rglob(f"*{SUFFIX}")
    if path.name not in ("rules.jinja", "macros.jinja")
)


def rendered_path(source: str) -> str:
    """Where a file lands whatever its conditions say."""
    return re.sub(r"\{%.*?%\}", "", source).removesuffix(SUFFIX)


def budget(source: str) -> int:
    """How many conditionals a file may have."""
    path = rendered_path(source)
    if path == COMPOSITION_ROOT:
        return BUDGET_OF_THE_COMPOSITION_ROOT
    return BUDGET_OF_A_LIST if path in LISTS else BUDGET


@pytest.mark.parametrize("source", TEMPLATED)
def test_a_file_keeps_to_its_budget(source: str) -> None:
    found = CONDITIONAL.findall((TEMPLATE / source).read_text("utf-8"))
    assert len(found) <= budget(source)


@pytest.mark.parametrize("source", TEMPLATED)
def test_a_file_with_the_suffix_needs_it(source: str) -> None:
    text = (TEMPLATE / source).read_text("utf-8")
    assert "{{" in text or "{%" in text, f"{source} is plain; drop the suffix"


@pytest.mark.parametrize("source", TEMPLATED)
def test_a_tag_stands_alone_on_its_line(source: str) -> None:
    lines = (TEMPLATE / source).read_text("utf-8").splitlines()
    glued = [
        line
        for line in lines
        if re.search(r"\{%-? *(if|elif|else|endif)", line) and not is_tag(line)
    ]
    assert glued == []


def test_a_file_without_the_suffix_is_plain() -> None:
    plain = [path for path in TEMPLATE.rglob("*") if path.is_file() and path.suffix != SUFFIX]
    assert [path.name for path in plain if CONDITIONAL.search(path.read_text("utf-8"))] == []


def is_tag(line: str) -> bool:
    """Is there nothing but one tag on the line?"""
    return re.fullmatch(r"\s*\{%-?((?!%\}).)*%\}\s*", line) is not None


def test_paths_are_quoted_so_that_windows_can_have_them() -> None:
    assert [path for path in TEMPLATE.rglob("*") if set('<>:"|?*') & set(path.name)] == []


def test_the_budget_names_files_that_exist() -> None:
    existing = {rendered_path(str(path.relative_to(TEMPLATE))) for path in TEMPLATE.rglob("*")}
    assert {COMPOSITION_ROOT, *LISTS} <= existing
