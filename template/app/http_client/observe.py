"""How calls to other services end and how long they take, as metrics and in the log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from prometheus_client import Counter
from prometheus_client import Histogram

from app.breaker import CircuitOpen
from app.errors import BadAnswer
from app.http_client.errors import ServiceUnavailable

REQUESTS = Counter(
    "http_client_requests_total",
    "Calls to another service; a call with its retries is one",
    ["service", "outcome"],
)
DURATION = Histogram(
    "http_client_request_duration_seconds",
    "What callers waited for another service, with retries",
    ["service"],
)
RETRIES = Counter("http_client_retries_total", "Attempts after the first", ["service"])

logger = structlog.get_logger()


@dataclass
class Call:
    """A call that is under way; one that never gets another outcome was given up by us."""

    outcome: str = "cancelled"


@contextmanager
def observed(service: str) -> Iterator[Call]:
    """Count a call and the seconds it takes, however it ends."""
    call, began = Call(), time.perf_counter()
    try:
        yield call
    except CircuitOpen:
        call.outcome = "circuit_open"
        raise
    except ServiceUnavailable as error:
        call.outcome = "unavailable"
        logger.warning("a call to another service failed", service=service, reason=error.reason)
        raise
    except BadAnswer:
        call.outcome = "bad_answer"
        raise
    finally:
        REQUESTS.labels(service, call.outcome).inc()
        DURATION.labels(service).observe(time.perf_counter() - began)
