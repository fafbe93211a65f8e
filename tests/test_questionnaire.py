"""What may be answered, what may not, and what becomes of an answer."""

import sys
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from copier import run_copy
from pytest_copie.plugin import Copie

from harness.commands import run
from harness.paths import ROOT
from harness.questionnaire import questions
from harness.rendering import many_copies

BAD_NAMES = [
    *(
        "",
        " ",
        "1abc",
        "-a",
        "_",
        "__init__",
        "A B",
        "a.b",
        "a/b",
        "a\\b",
        "..",
        "../x",
        "..\\x",
        "/etc/x",
        "~/x",
    ),
    *(
        "~",
        ".git",
        ".git/hooks",
        "con",
        "nul",
        "class",
        "def",
        "None",
        "match",
        "json",
        "typing",
        "asyncio",
    ),
    *(
        "fastapi",
        "pydantic",
        "redis",
        "test",
        "app",
        "src",
        "{{ 7*7 }}",
        "{% x %}",
        "{% raw %}",
        "{#",
        "${HOME}",
    ),
    *(
        "$(id)",
        "a;b",
        "a'b",
        'a"b',
        "a\nb",
        "a-",
        "a--b",
        "ünïcode",
        "раypal",
        "a\u200bb",
        "\u202eabc",
        "a" * 300,
    ),
]
RULES = ("must be lower-case letters", "must not be a Python keyword", "must have")
GOOD_NAMES = ["a", "a-b", "orders-api", "orders2", "a" * 40]
BAD_EMAILS = [
    "",
    "nobody",
    "a@b",
    "a b@example.com",
    "a@example.com\n",
    '"a"@example.com',
    "a@-example.com",
]
BAD_TEXTS = ["", " ", " x", "x ", "x\n", "a\tb", "a\rb", "nul\x00", "x" * 1000]


@pytest.fixture(scope="module", autouse=True)
def copies_are_cheap() -> Iterator[None]:
    with many_copies():
        yield


class Refused(Exception):
    """Copier refused an answer; its words are the message."""


@pytest.fixture
def copy(template: Path, tmp_path: Path) -> Callable[..., Path]:
    """Copy with these answers, or raise `Refused` having written nothing."""
    destination = tmp_path / "parent" / "service"
    destination.parent.mkdir()

    def copy(**answers: Any) -> Path:
        try:
            run_copy(str(template), destination, data=answers, defaults=True, quiet=True)
        except ValueError as refusal:
            assert list(tmp_path.iterdir()) == [destination.parent]
            assert list(destination.parent.iterdir()) == []
            raise Refused(str(refusal)) from None
        return destination

    return copy


class TestTechnicalName:
    @pytest.mark.parametrize("name", BAD_NAMES)
    def test_a_bad_one_is_refused_by_a_named_rule(
        self, copy: Callable[..., Path], name: str
    ) -> None:
        with pytest.raises(Refused) as refusal:
            copy(project_slug=name)
        assert any(rule in str(refusal.value) for rule in RULES)

    @pytest.mark.parametrize("name", GOOD_NAMES)
    def test_a_good_one_is_taken(self, copy: Callable[..., Path], name: str) -> None:
        assert f'name = "{name}"' in (copy(project_slug=name) / "pyproject.toml").read_text(
            "utf-8"
        )

    def test_it_is_derived_from_what_people_say(self, copy: Callable[..., Path]) -> None:
        copied = copy(project_name="Ünïcode & Sons: Orders!")
        answers = yaml.safe_load((copied / ".copier-answers.yml").read_text("utf-8"))
        assert answers["project_slug"] == "n-code-sons-orders"


class TestTexts:
    @pytest.mark.parametrize("question", ["project_name", "description", "author_name"])
    @pytest.mark.parametrize("text", BAD_TEXTS)
    def test_what_nobody_would_write_is_refused(
        self, copy: Callable[..., Path], question: str, text: str
    ) -> None:
        with pytest.raises(Refused, match="must"):
            copy(**{"project_slug": "orders", question: text})

    @pytest.mark.parametrize("question", ["project_name", "author_name"])
    def test_a_name_is_one_line(self, copy: Callable[..., Path], question: str) -> None:
        with pytest.raises(Refused, match="must be one line"):
            copy(**{"project_slug": "orders", question: "two\nlines"})

    @pytest.mark.parametrize("address", BAD_EMAILS)
    def test_an_address_must_be_one(self, copy: Callable[..., Path], address: str) -> None:
        with pytest.raises(Refused, match="must be an e-mail address"):
            copy(author_email=address)


class TestChoices:
    @pytest.mark.parametrize("answer", [{"database": "oracle"}, {"auth": "basic"}])
    def test_other_answers_are_refused(
        self, copy: Callable[..., Path], answer: dict[str, object]
    ) -> None:
        with pytest.raises(Refused):
            copy(**answer)

    def test_computed_answers_cannot_be_forged(self, copy: Callable[..., Path]) -> None:
        for question in (question for question in questions(ROOT) if question.is_computed):
            with pytest.raises(Refused, match="follows from"):
                copy(**{question.name: not question.default_after(defaults())})


class TestQuestions:
    def test_each_has_one_sentence_of_help_and_a_default(self) -> None:
        document = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
        asked = [
            document[question.name] for question in questions(ROOT) if not question.is_computed
        ]
        assert all(details["help"].endswith("?") and "default" in details for details in asked)

    def test_defaults_alone_make_a_service_that_needs_nothing_else(
        self, copie: Copie, template: Path
    ) -> None:
        result = copie.copy(template_dir=template)
        assert result.exit_code == 0
        assert (result.answers["database"], result.answers["redis"]) == ("sqlite", False)

    def test_an_answer_changes_the_copy(self, copie: Copie, template: Path) -> None:
        result = copie.copy({"database": "mongodb", "auth": "none"}, template_dir=template)
        assert result.project_dir
        assert not (result.project_dir / "app" / "auth").exists()
        assert not (result.project_dir / "migrations").exists()


class TestCommandLine:
    @pytest.mark.parametrize("way", ["--data", "--data-file"])
    def test_a_bad_name_ends_it_with_the_rule_and_without_a_file(
        self, template: Path, tmp_path: Path, way: str
    ) -> None:
        (answers := tmp_path / "answers.yml").write_text("project_slug: ../x\n", "utf-8")
        words = [way, "project_slug=../x" if way == "--data" else str(answers)]
        copier = [sys.executable, "-m", "copier", "copy", "--defaults"]
        ended = run([*copier, *words, str(template), "service"], directory=tmp_path)
        assert ended.exit_code != 0
        assert RULES[0] in ended.output
        assert list(tmp_path.iterdir()) == [answers]


def defaults() -> dict[str, Any]:
    """Answer every question with its default."""
    answers: dict[str, Any] = {}
    for question in (question for question in questions(ROOT) if question.is_feature):
        answers[question.name] = question.default_after(answers)
    return answers
