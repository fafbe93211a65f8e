"""Who this service is: read from `pyproject.toml`, so that nothing is said twice."""

import tomllib
from pathlib import Path
from typing import Any

_document = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
_project: dict[str, Any] = _document["project"]

NAME: str = _project["name"]
TITLE: str = _document["tool"]["service"]["title"]
DESCRIPTION: str = _project["description"]
VERSION: str = _project["version"]
CONTACT: dict[str, str] = _project["authors"][0]
LICENSE: dict[str, str] = {"name": _project["license"], "identifier": _project["license"]}
