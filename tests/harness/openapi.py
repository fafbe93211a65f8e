"""The OpenAPI documents in the template: what services say of themselves, with answers taken out.

A service has its document from the first moment on, though nothing runs while it is rendered. So
the template holds one document for each folder below, and answers are put in like anywhere else.
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

DOCUMENTS = {
    "{% if jwt and websockets %}docs{% endif %}": "auth=jwt websockets=true",
    "{% if jwt and not websockets %}docs{% endif %}": "auth=jwt websockets=false",
    "{% if not jwt %}docs{% endif %}": "auth=none",
}
"""The folders that have a document, and answers with which it is there.

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


def path_of(folder: str) -> Path:
    """Where a document is in the template."""
    return TEMPLATE / folder / "openapi.json.jinja"


def draw(template: Path, destination: Path, folder: str) -> str:
    """Have a service describe itself, and put the questions where it shows the answers."""
    combination = chosen(DOCUMENTS[folder])
    render(template, destination, {**combination.answers, **MARKS})
    return with_questions(written_by(Service(combination, destination)))


def written_by(service: Service) -> str:
    """Have a service write its document, as `make openapi` does, and return it."""
    (document := service.path / "docs" / "openapi.json").parent.mkdir(exist_ok=True)
    interpreter = open_workshop([service]).interpreter
    succeed([interpreter, "-m", "scripts.write_openapi"], directory=service.path)
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
