"""`.env.example` explains every setting, and shows what holds while nobody sets it."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import app
from app.settings import Settings
from app.settings import SettingsGroup

LINE = re.compile(r"^(# )?([A-Z][A-Z0-9_]*)=(.*)$", re.MULTILINE)


def groups() -> Iterator[type[SettingsGroup]]:
    yield Settings
    for path in sorted(Path(app.__path__[0]).glob("*/*settings.py")):
        module = import_module(f"app.{path.parent.name}.{path.stem}")
        for part in vars(module).values():
            if isinstance(part, type) and issubclass(part, SettingsGroup):
                yield from [part] if part.model_config.get("env_prefix") else []


def settings() -> dict[str, tuple[type[SettingsGroup], str]]:
    """Find the group and the field of every variable that the service reads."""
    return {
        group.variable(field): (group, field) for group in groups() for field in group.model_fields
    }


def example() -> list[tuple[bool, str, str]]:
    """Return whether a line is commented out, its variable and its value."""
    text = (Path(app.__path__[0]).parent / ".env.example").read_text("utf-8")
    return [(bool(comment), name, value) for comment, name, value in LINE.findall(text)]


def test_every_setting_is_explained() -> None:
    assert settings().keys() - {name for _, name, _ in example()} == set()


def test_nothing_else_is_explained() -> None:
    used = {word for *_, value in example() for word in re.findall(r"\$\{(\w+)\}", value)}
    assert {name for _, name, _ in example()} - settings().keys() == used


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for commented, name, value in example() if commented]
)
def test_what_is_commented_out_is_the_default_or_an_example_where_there_is_none(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    group, field = settings()[name]
    monkeypatch.setenv(name, value)
    shown, default = getattr(group.load(), field), group.model_fields[field].get_default()
    assert not default or shown == default
