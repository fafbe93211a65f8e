"""The request that caused an event: all that comes of the event belongs to it, in every log."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.events.cloud_event import CloudEvent
from app.request_id import current_request_id
from app.request_id import current_trace_id
from app.request_id import request_id
from app.request_id import trace_id


@contextmanager
def own_cause() -> Iterator[None]:
    """Belong to no request until `caused_by` says to which, and to none of it afterwards."""
    request, trace = current_request_id.set(""), current_trace_id.set("")
    try:
        yield
    finally:
        current_request_id.reset(request)
        current_trace_id.reset(trace)


def caused_by(envelope: CloudEvent) -> None:
    """Belong to an event's request from now on; one that comes without gets an id of its own."""
    current_request_id.set(request_id(envelope.requestid or ""))
    current_trace_id.set(trace_id(envelope.traceparent or ""))
