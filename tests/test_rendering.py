"""A copy needs no trust, and the harness renders what plain Copier renders."""

from pathlib import Path

import pytest
import yaml
from copier import run_copy

from harness.combinations import chosen
from harness.paths import ROOT
from harness.rendering import many_copies
from harness.rendering import render

MOST = "database=postgresql redis=true"


def content(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_no_key_makes_a_copy_or_an_update_ask_for_trust() -> None:
    keys = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8")).keys()
    assert keys.isdisjoint({"_tasks", "_jinja_extensions", "_migrations"})


@pytest.mark.parametrize("words", ["", MOST, "database=mongodb auth=none websockets=false"])
def test_many_copies_in_one_process_equal_plain_copies(
    template: Path, tmp_path: Path, words: str
) -> None:
    answers = chosen(words).answers
    run_copy(str(template), tmp_path / "plain", data=answers, defaults=True, quiet=True)
    with many_copies():
        for name in ("cold", "warm"):
            render(template, tmp_path / name, answers)
    assert content(tmp_path / "cold") == content(tmp_path / "plain")
    assert content(tmp_path / "warm") == content(tmp_path / "plain")


def test_the_same_answers_give_the_same_files(template: Path, tmp_path: Path) -> None:
    answers = chosen(MOST).answers
    first, second = (content(render(template, tmp_path / name, answers)) for name in "ab")
    assert first == second
