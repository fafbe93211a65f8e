"""The OpenAPI and AsyncAPI documents in the template: what services say of themselves.

A service has its documents from the first moment on, though nothing runs while it is rendered. So
the template holds those below, with answers taken out, which are put in like anywhere else.
"""

import json
import re
from pathlib import Path

from harness.combinations import chosen
from harness.commands import succeed
from harness.paths import TEMPLATE
from harness.rendering import render
from harness.service import Service
from harness.workshop import open_workshop

OPENAPI = "docs{% endif %}/openapi.json"
ASYNCAPI = "docs{% endif %}/asyncapi.json"
DOCUMENTS = {
    "{% if jwt and websockets and not events %}" + OPENAPI: "auth=jwt websockets=true",
    "{% if jwt and websockets and events %}" + OPENAPI: "auth=jwt websockets=true broker=nats",
    "{% if jwt and not websockets and not events %}" + OPENAPI: "auth=jwt websockets=false",
    "{% if jwt and not websockets and events %}" + OPENAPI: (
        "auth=jwt websockets=false broker=nats"
    ),
    "{% if not jwt and not events %}" + OPENAPI: "auth=none",
    "{% if not jwt and events %}" + OPENAPI: "auth=none broker=nats",
    "{% if jwt and events %}" + ASYNCAPI: "auth=jwt broker=nats",
    "{% if not jwt and events %}" + ASYNCAPI: "auth=none broker=nats",
}
"""The documents by where they are, and answers with which they are there.

The other features change no document, which each service's own suite shows.
"""

MARKS = {
    "author_email": "author-email@example.com",
    "author_name": "<author_name>",
    "description": "<description>",
    "project_name": "<project_name>",
    "project_slug": "project-slug-as-answered",
}
"""Answers that can be found again."""


class NotATemplate(Exception):
    """A document cannot become a template; the message tells which part of it."""


def path_of(document: str) -> Path:
    """Where a document is in the template."""
    return TEMPLATE / f"{document}.jinja"


def draw(template: Path, destination: Path, document: str) -> str:
    """Have a service describe itself, and put the questions where it shows the answers."""
    combination = chosen(DOCUMENTS[document])
    render(template, destination, {**combination.answers, **MARKS})
    return with_questions(written_by(Service(combination, destination), path_of(document).name))


def written_by(service: Service, name: str) -> str:
    """Have a service write a document, as `make openapi` does, and return it."""
    document = service.path / "docs" / name.removesuffix(".jinja")
    document.parent.mkdir(exist_ok=True)
    interpreter = open_workshop([service]).interpreter
    succeed([interpreter, "-m", f"scripts.write_{document.stem}"], directory=service.path)
    return document.read_text("utf-8")


def with_questions(document: str) -> str:
    """Replace answers by what renders them, quotes and all."""
    if found := re.search(r"\{[{%#]", document):
        raise NotATemplate(f"it holds {found[0]}, which means something here")
    for question, mark in MARKS.items():
        document = document.replace(json.dumps(mark), tag(question))
        if mark in document:
            raise NotATemplate(f"{question} is a part of a longer text")
    return document


def tag(question: str) -> str:
    """Write what renders an answer as a JSON string."""
    return "{{ " + question + " | to_json(ensure_ascii=false) }}"
