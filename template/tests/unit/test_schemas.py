import json

import pytest
from pydantic import ValidationError

from app.schemas import Schema
from app.schemas import Text


class Note(Schema):
    text: Text = ""
    weight: float = 0


class TestSchema:
    @pytest.mark.parametrize("text", ["", "Zażółć gęślą jaźń", "🦉", "\u200f", "a\nb"])
    def test_text_of_any_script_is_accepted_as_it_is(self, text: str) -> None:
        assert Note(text=text).text == text

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(r'{"text": "a\u0000b"}', id="NUL"),
            pytest.param(r'{"text": "\ud800"}', id="lone surrogate"),
            pytest.param('{"weight": NaN}', id="NaN"),
            pytest.param('{"weight": 1e400}', id="beyond the largest number"),
            pytest.param('{"colour": "red"}', id="unknown field"),
        ],
    )
    def test_what_no_database_or_reader_understands_is_refused(self, body: str) -> None:
        with pytest.raises(ValidationError):
            Note.model_validate_json(body)
        with pytest.raises(ValidationError):
            Note.model_validate(json.loads(body))
