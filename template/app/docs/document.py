"""The OpenAPI document: what FastAPI finds out, and what follows from it."""

import json
import re
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app import about
from app.docs.problems import declare_problems

LOGO = {"url": "docs/assets/logo.svg", "altText": about.TITLE}
FIRST_VERSION = "1"


def operation_id(route: APIRoute) -> str:
    """Name an operation after its function, and after its version from the second on.

    Tools write clients with these names, so whoever renames a function breaks them.
    """
    version = re.match(r"/api/v(\d+)/", route.path_format)
    if version is None or version[1] == FIRST_VERSION:
        return route.name
    return f"{route.name}_v{version[1]}"


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the document; FastAPI keeps what it has made, so it is completed once."""
    document = app.openapi()
    if "x-logo" not in document["info"]:
        document["info"]["x-logo"] = LOGO  # ReDoc's extension
        declare_problems(document)
    return document


def serialize(document: dict[str, Any]) -> str:
    """Write the document as it is committed."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
