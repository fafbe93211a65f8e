"""Every file is what its name says."""

import configparser
import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import yaml
from dotenv.parser import parse_stream

from harness.service import Service

REFUSALS = (ValueError, SyntaxError, configparser.Error, yaml.YAMLError)


def find_unreadable(service: Service) -> list[str]:
    """List files that a parser of their format refuses."""
    found = []
    for path in service.files:
        try:
            _reader(path)(path)
        except REFUSALS as error:
            found.append(f"{path.relative_to(service.path)}: {error}")
    return found


def _reader(path: Path) -> Callable[[Path], object]:
    if path.name.startswith(".env"):
        return _read_settings
    readers: dict[str, Callable[[Path], object]] = {
        ".ini": _read_ini,
        ".json": lambda path: json.loads(path.read_text("utf-8")),
        ".py": lambda path: compile(path.read_text("utf-8"), path, "exec", dont_inherit=True),
        ".toml": lambda path: tomllib.loads(path.read_text("utf-8")),
        ".yaml": _read_yaml,
        ".yml": _read_yaml,
    }
    return readers.get(path.suffix, lambda path: path.read_text("utf-8"))


def _read_ini(path: Path) -> None:
    configparser.ConfigParser().read_string(path.read_text("utf-8"))


def _read_yaml(path: Path) -> None:
    list(yaml.safe_load_all(path.read_text("utf-8")))


def _read_settings(path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        for binding in parse_stream(lines):
            if binding.error:
                raise ValueError(f"line {binding.original.line}: {binding.original.string!r}")
