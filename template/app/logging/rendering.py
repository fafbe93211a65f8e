"""How an event becomes a line that nobody can forge."""

import json
import sys

import orjson
from structlog.dev import ConsoleRenderer
from structlog.dev import plain_traceback
from structlog.processors import format_exc_info
from structlog.typing import EventDict
from structlog.typing import Processor
from structlog.typing import WrappedLogger

from app.settings import Settings

LINE_BREAKING = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
ESCAPES = {code: chr(code).encode("unicode_escape").decode() for code in LINE_BREAKING}

# Plain tracebacks: others show the values of variables.
console = ConsoleRenderer(
    colors=sys.stdout.isatty(), repr_native_str=True, exception_formatter=plain_traceback
)


def renderer(settings: Settings) -> Processor:
    """Return what makes a line of an event: JSON in production unless the settings differ."""
    default = "json" if settings.environment == "production" else "console"
    return to_json if (settings.log_format or default) == "json" else to_console


def to_json(logger: WrappedLogger, name: str, event: EventDict) -> bytes:
    """Render an event as one line of JSON, whatever is in it."""
    document = format_exc_info(logger, name, event) if "exc_info" in event else event
    try:
        return orjson.dumps(document, default=str)
    except TypeError:  # it is much faster, but knows no lone surrogates and no large numbers
        return json.dumps(document, default=str).encode()


def to_console(logger: WrappedLogger, name: str, event: EventDict) -> bytes:
    """Render an event for people; no message breaks its line or commands the terminal."""
    event["event"] = str(event["event"]).translate(ESCAPES)
    return console(logger, name, event).encode(errors="backslashreplace")
