"""Text answers come back as the same string from every format they are rendered into."""

import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from harness.combinations import chosen
from harness.rendering import many_copies
from harness.rendering import render
from harness.service import Service

COMBINATIONS = [
    "",
    "database=postgresql redis=true",
    "database=mongodb auth=none websockets=false",
]
TEXTS = [
    "Orders & Sons",
    "\"double\" and 'single' and `back`",
    'x"; import os; os.system("id") #',
    "back\\slash \\n \\u0041 C:\\new",
    "{{ 7*7 }} {% raw %} {# comment #} {curly}",
    "key: value # comment, - item, [list], {map: 1}, &anchor *alias !tag | > % @",
    "$(id) `id` ${HOME} $HOME; rm -rf / && true || false > /dev/null",
    "<script>alert(1)</script> <b>bold</b> &amp; &lt; <!-- x -->",
    "[click](javascript:alert(1)) ![i](x.png) **b** _e_ ~~g~~",
    "1. a list",
    "- an item",
    "# a heading",
    "> a quote",
    "+ plus",
    "=",
    "---",
    "```",
    "1) x",
    "* x",
    "https://example.com/?a=1&b=2 and someone@example.com",
    "yes",
    "null",
    "123",
    "1e3",
    "~",
    "0x10",
    "2026-01-01",
    "true",
    ".5",
    "'",
    '"',
    "\\",
    "%s %(x)s {0}",
    "Grüße 你好 שלום مرحبا नमस्ते 👩‍👩‍👧‍👦🏳️‍🌈",
    "NFC é and NFD e\u0301, zero\u200bwidth, \u202ertl override\u202c, bom \ufeff.",
    "trailing backslash \\",
    "a | b | c",
    "two  blanks",
    "½ ™ … “quotes” ‘too’",
]


CASES = list(zip(TEXTS, cycle(COMBINATIONS), strict=False))


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def case(
    request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Service]:
    """A text, and a service whose every free answer is this text, or has it on each line."""
    text, words = request.param
    combination = chosen(words)
    answers = {
        **combination.answers,
        "project_name": text,
        "project_slug": "orders",
        "description": lines(text),
        "author_name": text,
    }
    return text, Service(combination, render(template, tmp_path_factory.mktemp("text"), answers))


@pytest.fixture(scope="module", autouse=True)
def copies_are_cheap() -> Iterator[None]:
    with many_copies():
        yield


def test_toml(case: tuple[str, Service]) -> None:
    text, service = case
    assert service.pyproject["tool"]["service"]["title"] == text
    assert service.pyproject["project"]["description"] == lines(text)
    assert service.pyproject["project"]["authors"][0]["name"] == text


def test_yaml(case: tuple[str, Service]) -> None:
    text, service = case
    answers = yaml.safe_load((service.path / ".copier-answers.yml").read_text("utf-8"))
    assert {answers["project_name"], answers["author_name"]} == {text}
    assert answers["description"] == lines(text)


def test_json(case: tuple[str, Service]) -> None:
    text, service = case
    container = (service.path / ".devcontainer" / "devcontainer.json").read_text("utf-8")
    assert json.loads(container)["name"] == text


def test_markdown(case: tuple[str, Service]) -> None:
    text, service = case
    heading, *paragraphs = prose((service.path / "README.md").read_text("utf-8"))
    assert heading == text
    assert lines(text) in paragraphs


def lines(text: str) -> str:
    """Have the text begin a line, end one and be one."""
    return f"{text}\n\n{text}\n{text}"


def prose(markdown: str) -> list[str]:
    """List the plain text of each heading and paragraph."""
    parsed = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    return [
        "".join(map(plain, token.children or ())) for token in parsed if token.type == "inline"
    ]


def plain(token: Token) -> str:
    """Return what a reader sees of a piece of text; markup that an answer became stands out."""
    return token.content if token.type in ("text", "text_special") else f"<{token.type}>"
