"""The README says about the options what `copier.yml` asks, and its links lead somewhere."""

import re
from typing import Any

import yaml

from harness.paths import ROOT


def row(name: str, question: dict[str, Any]) -> str:
    answers = [f"`{choice}`" for choice in question.get("choices", [])] or ["yes", "no"]
    default = {True: "yes", False: "no"}.get(question["default"], f"`{question['default']}`")
    return f"| `{name}`: {question['help']} | {' · '.join(answers)} | {default} |"


def test_the_table_of_options_is_the_questionnaire() -> None:
    questions = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
    features = {
        name: question
        for name, question in questions.items()
        if not name.startswith("_")
        and question.get("when", True)
        and (question["type"] == "bool" or "choices" in question)
    }
    readme = (ROOT / "README.md").read_text("utf-8").splitlines()
    rows = [line for line in readme if line.startswith("| `")]
    assert rows == [row(name, question) for name, question in features.items()]


def test_its_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^):]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
