import json
from datetime import UTC
from datetime import datetime
from typing import Any

import pytest
from pydantic import SecretStr

from app.logging.rendering import renderer
from app.logging.rendering import to_console
from app.logging.rendering import to_json
from app.settings import Environment
from app.settings import LogFormat
from app.settings import Settings

FORGERY = 'first\r\n{"event": "forged"}\x1b[2J\u2028\x85'


def as_json(**event: Any) -> dict[str, Any]:
    line = to_json(None, "info", event)
    assert b"\n" not in line
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def as_text(**event: Any) -> str:
    return to_console(None, "info", event).decode()


class TestRenderer:
    @pytest.mark.parametrize(
        ("environment", "log_format", "expected"),
        [
            ("production", None, to_json),
            ("development", None, to_console),
            ("production", "console", to_console),
            ("development", "json", to_json),
        ],
    )
    def test_machines_read_in_production_and_people_elsewhere(
        self, environment: Environment, log_format: LogFormat | None, expected: object
    ) -> None:
        settings = Settings(environment=environment, log_format=log_format)

        assert renderer(settings) is expected


class TestJson:
    def test_an_event_is_one_line_whatever_is_in_it(self) -> None:
        assert as_json(event=FORGERY, agent=FORGERY) == {"event": FORGERY, "agent": FORGERY}

    def test_what_json_does_not_know_is_told_as_text(self) -> None:
        noon = datetime(2026, 1, 1, 12, tzinfo=UTC)

        assert as_json(at=noon, error=ValueError("no"), key=SecretStr("hunter2")) == {
            "at": noon.isoformat(),
            "error": "no",
            "key": "**********",
        }

    @pytest.mark.parametrize("value", ["\ud800", 2**80])
    def test_nor_does_the_fast_way_know_everything(self, value: object) -> None:
        assert as_json(event="odd", value=value) == {"event": "odd", "value": value}

    def test_a_traceback_shows_no_values(self) -> None:
        text = as_json(event="failed", exc_info=failure("hunter2"))["exception"]

        assert "ValueError: invalid literal" in text
        assert "hunter2" not in text


class TestConsole:
    def test_no_text_breaks_its_line_or_commands_the_terminal(self) -> None:
        line = as_text(event=FORGERY, agent=FORGERY)

        assert line.isprintable()
        assert "forged" in line

    def test_what_utf_8_does_not_know_is_escaped(self) -> None:
        assert "\\ud800" in as_text(event="\ud800")

    def test_a_traceback_shows_no_values(self) -> None:
        text = as_text(event="failed", exc_info=failure("hunter2"))

        assert "ValueError: invalid literal" in text
        assert "hunter2" not in text


def failure(password: str) -> Exception:
    """Return an error that was raised where a variable held a password."""
    try:
        int(password and "why")
    except ValueError as error:
        return error
    raise AssertionError
