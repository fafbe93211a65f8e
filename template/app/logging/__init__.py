"""Every line of the log, also one of a library, is an event of structlog with its request's id."""

import logging
from datetime import UTC
from datetime import datetime
from typing import Any

import structlog
from structlog.typing import EventDict
from structlog.typing import Processor
from structlog.typing import WrappedLogger

from app.logging.output import stdout
from app.logging.rendering import renderer
from app.request_id import current_request_id
from app.request_id import current_trace_id
from app.settings import Settings

logger = structlog.get_logger()

# One list for good: loggers that were used already keep it.
processors: list[Processor] = []


def configure_logging(settings: Settings) -> None:
    """Send all lines to standard output, as JSON or readable; doing it again changes nothing."""
    processors[:] = [
        structlog.contextvars.merge_contextvars,
        stamp,
        renderer(settings),
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        logger_factory=lambda *_: stdout,
        cache_logger_on_first_use=True,
    )
    take_over(settings.log_level)


def stamp(_: WrappedLogger, level: str, event: EventDict) -> EventDict:
    """Say when it happened, how grave it is, and to which request and trace it belongs."""
    event["timestamp"] = datetime.now(UTC)
    event["level"] = level
    if request_id := current_request_id.get():
        event["request_id"] = request_id
        if trace_id := current_trace_id.get():
            event["trace_id"] = trace_id
    return event


def log_request(event: EventDict) -> None:
    """Write the line of a request, as a logger would, at half of its costs."""
    if logging.root.isEnabledFor(logging.INFO):
        line: Any = event
        try:
            for process in processors:
                line = process(stdout, "info", line)
        except structlog.DropEvent:
            return
        stdout.line(line)


def take_over(level: str) -> None:
    """Relay what libraries log with the standard library; the server's access log is ours."""
    root = logging.getLogger()
    # At DEBUG, libraries show statements with their values and headers with their credentials.
    root.setLevel(max(logging.getLevelNamesMapping()[level], logging.INFO))
    if not any(isinstance(handler, Relay) for handler in root.handlers):
        root.addHandler(Relay())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = name != "uvicorn.access"
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # it logs whole URLs


class Relay(logging.Handler):
    """Makes an event of every record of the standard library."""

    def emit(self, record: logging.LogRecord) -> None:
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        try:
            message = record.getMessage()
        except Exception:
            self.handleError(record)
        else:
            logger.log(level, message, logger=record.name, exc_info=record.exc_info)
