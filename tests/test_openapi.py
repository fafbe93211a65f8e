"""The OpenAPI documents in the template are those that its services write."""

import json
from pathlib import Path

import pytest

from harness.combinations import chosen
from harness.openapi import DOCUMENTS
from harness.openapi import MARKS
from harness.openapi import NotATemplate
from harness.openapi import draw
from harness.openapi import path_of
from harness.openapi import with_questions
from harness.rendering import render

STALE = "Not what a service writes. Is the change meant? Then `make golden`, and commit it."


@pytest.mark.parametrize("folder", DOCUMENTS)
def test_a_document_is_what_a_service_writes(
    request: pytest.FixtureRequest, template: Path, tmp_path: Path, folder: str
) -> None:
    drawn = draw(template, tmp_path / "service", folder)
    if request.config.getoption("regenerate"):
        path_of(folder).parent.mkdir(exist_ok=True)
        path_of(folder).write_text(drawn, "utf-8")
    assert path_of(folder).read_text("utf-8") == drawn, STALE


@pytest.mark.parametrize(("folder", "words"), DOCUMENTS.items())
def test_a_document_is_rendered_with_the_answers(
    template: Path, tmp_path: Path, folder: str, words: str
) -> None:
    title = 'Orders "&" Söhne 👩‍👩‍👧‍👦 {{ 7 }} \\'
    answers = {**chosen(words).answers, "project_name": title, "project_slug": "orders"}
    service = render(template, tmp_path / "service", answers)
    document = json.loads((service / "docs" / "openapi.json").read_text("utf-8"))
    assert document["info"]["title"] == title


@pytest.mark.parametrize(("question", "mark"), MARKS.items())
def test_a_mark_is_replaced_by_its_question(question: str, mark: str) -> None:
    expected = '{"x": {{ %s | to_json(ensure_ascii=false) }}}' % question
    assert with_questions(json.dumps({"x": mark})) == expected


@pytest.mark.parametrize("document", [f'"the {mark}"' for mark in MARKS.values()])
def test_an_answer_inside_a_longer_text_is_refused(document: str) -> None:
    with pytest.raises(NotATemplate, match="longer text"):
        with_questions(document)


@pytest.mark.parametrize("document", ['"{{"', '"{% if %}"', '"{#"'])
def test_what_would_be_taken_for_a_tag_is_refused(document: str) -> None:
    with pytest.raises(NotATemplate, match="means something"):
        with_questions(document)
