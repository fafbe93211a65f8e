"""The OpenAPI and AsyncAPI documents in the template are those that its services write."""

import json
from pathlib import Path

import pytest

from harness.combinations import chosen
from harness.openapi import DOCUMENTS
from harness.openapi import MARKS
from harness.openapi import NotATemplate
from harness.openapi import draw
from harness.openapi import path_of
from harness.openapi import tag
from harness.openapi import with_questions
from harness.openapi import written_by
from harness.rendering import render
from harness.service import Service

STALE = "Not what a service writes. Is the change meant? Then `make golden`, and commit it."


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_is_what_a_service_writes(
    request: pytest.FixtureRequest, template: Path, tmp_path: Path, document: str
) -> None:
    drawn = draw(template, tmp_path / "service", document)
    if request.config.getoption("regenerate"):
        path_of(document).parent.mkdir(exist_ok=True)
        path_of(document).write_text(drawn, "utf-8")
    assert path_of(document).read_text("utf-8") == drawn, STALE


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.json"])
def test_whatever_the_answers_it_is_rendered_as_the_service_writes_it(
    template: Path, tmp_path: Path, name: str
) -> None:
    answers = {
        "project_name": """Orders "&" 'Söhne' 👩‍👩‍👧‍👦 {{ 7 }} {% if %} \\""",
        "project_slug": "orders",
        "description": "First\n\n<b>line</b> \\n \\u0041 \u202ertl\u202c\nlast",
        "author_name": 'A "B" C\\',
        "author_email": "a.b+c@example.com",
    }
    combination = chosen("broker=nats")
    folder = render(template, tmp_path / "service", {**combination.answers, **answers})
    rendered = (folder / "docs" / name).read_text("utf-8")
    assert json.loads(rendered)["info"]["title"] == answers["project_name"]
    assert rendered == written_by(Service(combination, folder), name)


@pytest.mark.parametrize(("question", "mark"), MARKS.items())
def test_a_mark_is_replaced_by_its_question(question: str, mark: str) -> None:
    assert with_questions(json.dumps([mark])) == f"[{tag(question)}]"


@pytest.mark.parametrize("document", [f'"the {mark}"' for mark in MARKS.values()])
def test_an_answer_inside_a_longer_text_is_refused(document: str) -> None:
    with pytest.raises(NotATemplate, match="longer text"):
        with_questions(document)


@pytest.mark.parametrize("document", ['"{{"', '"{% if %}"', '"{#"'])
def test_what_would_be_taken_for_a_tag_is_refused(document: str) -> None:
    with pytest.raises(NotATemplate, match="means something"):
        with_questions(document)
