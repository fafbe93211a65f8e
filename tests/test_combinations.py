"""The list of combinations is the questionnaire's own."""

import shutil
from pathlib import Path

import pytest
import yaml

from harness.combinations import chosen
from harness.combinations import combinations
from harness.paths import ROOT

FEATURES = """
colour: {type: str, choices: [red, green], default: red}
shiny: {type: bool, default: false, when: "{{ colour == 'red' }}"}
name: {type: str, default: anything}
computed: {type: bool, default: "{{ shiny }}", when: false}
"""
RESTRICTED = """
sweet: {type: bool, default: false}
topping:
  type: str
  choices:
    none: none
    honey: {value: honey, validator: "{% if not sweet %}is sweet; answer sweet=true.{% endif %}"}
    salt: {value: salt, validator: "{% if sweet %}is not sweet.{% endif %}"}
  default: none
"""


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "copier.yml", tmp_path)
    return tmp_path


def add_question(root: Path, text: str) -> None:
    with (root / "copier.yml").open("a", encoding="utf-8") as file:
        file.write(text)


class TestCombinations:
    def test_another_choice_makes_the_list_grow(self, scratch: Path) -> None:
        text = (scratch / "copier.yml").read_text("utf-8")
        grown = text.replace("choices: [sqlite, ", "choices: [sqlite, cockroach, ", 1)
        (scratch / "copier.yml").write_text(grown, "utf-8")
        choices = len(yaml.safe_load(text)["database"]["choices"])
        assert len(combinations(scratch)) * choices == len(combinations()) * (choices + 1)

    def test_another_yes_or_no_question_doubles_the_list(self, scratch: Path) -> None:
        add_question(scratch, "\nmetrics: {type: bool, default: false}\n")
        assert len(combinations(scratch)) == 2 * len(combinations())

    def test_a_computed_question_does_not(self, scratch: Path) -> None:
        add_question(scratch, "\nmetrics: {type: bool, default: false, when: false}\n")
        assert combinations(scratch) == combinations()

    def test_a_question_counts_only_where_it_is_asked(self, tmp_path: Path) -> None:
        (tmp_path / "copier.yml").write_text(FEATURES, "utf-8")
        names = {each.name for each in combinations(tmp_path)}
        assert names == {"red", "red-shiny", "green"}

    def test_a_choice_counts_only_where_its_validator_lets_it_pass(self, tmp_path: Path) -> None:
        (tmp_path / "copier.yml").write_text(RESTRICTED, "utf-8")
        names = {each.name for each in combinations(tmp_path)}
        assert names == {"", "salt", "sweet", "sweet-honey"}
        with pytest.raises(ValueError, match="topping is one of none, salt; not honey"):
            chosen("topping=honey", tmp_path)

    def test_names_are_unique(self) -> None:
        names = [each.name for each in combinations()]
        assert len(names) == len(set(names))

    def test_the_first_few_are_a_fair_sample(self) -> None:
        everything = {pair for each in combinations() for pair in each.pairs}
        first_quarter = combinations()[: len(combinations()) // 4]
        assert {pair for each in first_quarter for pair in each.pairs} == everything


class TestChosen:
    def test_what_is_not_mentioned_keeps_its_default(self) -> None:
        assert chosen("database=mongodb").answers == {**chosen("").answers, "database": "mongodb"}

    def test_a_yes_is_the_word_true(self) -> None:
        assert chosen("redis=true").answers["redis"] is True

    @pytest.mark.parametrize("words", ["database=oracle", "redis=maybe", "colour=red"])
    def test_other_words_are_refused(self, words: str) -> None:
        with pytest.raises(ValueError, match=words.partition("=")[0]):
            chosen(words)
