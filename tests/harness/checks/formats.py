"""Every file is what its name says."""

import configparser
import json
import tomllib
from collections.abc import Callable
from functools import cache
from io import StringIO
from pathlib import PurePath

import yaml
from dotenv.parser import parse_stream

from harness.service import Service

REFUSALS = (ValueError, SyntaxError, configparser.Error, yaml.YAMLError)


def find_unreadable(service: Service) -> list[str]:
    """List files that a parser of their format refuses."""
    return [
        f"{path}: {refusal}"
        for path, text in service.texts.items()
        if (refusal := _refusal(PurePath(path).name, text))
    ]


@cache
def _refusal(name: str, text: str) -> str:
    """Read a text once, however many services share it."""
    try:
        _reader(name)(text)
    except REFUSALS as error:
        return str(error)
    return ""


def _reader(name: str) -> Callable[[str], object]:
    if name.startswith(".env"):
        return _read_settings
    readers: dict[str, Callable[[str], object]] = {
        ".ini": configparser.ConfigParser().read_string,
        ".json": json.loads,
        ".py": lambda text: compile(text, name, "exec", dont_inherit=True),
        ".toml": tomllib.loads,
        ".yaml": _read_yaml,
        ".yml": _read_yaml,
    }
    return readers.get(PurePath(name).suffix, str)


def _read_yaml(text: str) -> None:
    list(yaml.safe_load_all(text))


def _read_settings(text: str) -> None:
    for binding in parse_stream(StringIO(text)):
        if binding.error:
            raise ValueError(f"line {binding.original.line}: {binding.original.string!r}")
