"""The names of what is being done: of the request, and of the trace that it belongs to."""

import re
from contextvars import ContextVar

from uuid_utils import uuid7

current_request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being served; empty outside of requests."""

current_trace_id: ContextVar[str] = ContextVar("trace_id", default="")
"""The id of the caller's trace; empty when the caller names none."""

SAFE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
)


def request_id(given: str) -> str:
    """Keep a caller's own id when it is harmless, so that one id follows a request everywhere."""
    return given if SAFE_ID.fullmatch(given) else uuid7().hex


def trace_id(traceparent: str) -> str:
    """Return the trace that a `traceparent` header names, if it does (W3C Trace Context 3.2)."""
    match = TRACEPARENT.match(traceparent)
    return match[1] if match else ""
