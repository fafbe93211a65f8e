"""Sees every request from outside: names it, times it, counts it, and tells the log about it."""

from collections.abc import Awaitable
from time import perf_counter

from starlette.types import ASGIApp
from starlette.types import Message
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send

from app import metrics
from app.logging import log_request
from app.middleware.headers import DefaultHeaders
from app.request_id import current_request_id
from app.request_id import current_trace_id
from app.request_id import request_id
from app.request_id import trace_id

STARTS = ("http.response.start", "websocket.http.response.start")
SWITCHED = 101
GONE = 499  # nginx's word for a client that left before it was answered
LONGEST = 512  # characters of a client's text that a line repeats


class Observe:
    """Gives a request its id: `request.state.request_id` inside, `X-Request-ID` outside.

    What is put into `request.state.answer_headers` is sent with the answer, whatever it will be.
    """

    def __init__(self, app: ASGIApp, headers: DefaultHeaders) -> None:
        self.app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        exchange = Exchange(scope, send, self._headers)
        request = current_request_id.set(exchange.request_id)
        trace = current_trace_id.set(exchange.trace_id)
        metrics.IN_PROGRESS.inc()
        try:
            return await self.app(scope, receive, exchange.send)
        finally:
            metrics.IN_PROGRESS.dec()
            exchange.end()
            current_trace_id.reset(trace)
            current_request_id.reset(request)


class Exchange:
    """A request and its answer."""

    def __init__(self, scope: Scope, send: Send, headers: DefaultHeaders) -> None:
        self._began = perf_counter()
        self._scope = scope
        self._send = send
        self._headers = headers
        self._status = GONE
        self._size = 0
        self._user_agent = given = traceparent = ""
        for name, value in scope["headers"]:
            if name == b"user-agent":
                self._user_agent = value.decode("latin-1")
            elif name == b"x-request-id":
                given = value.decode("latin-1")
            elif name == b"traceparent":
                traceparent = value.decode("latin-1")
        self.request_id = request_id(given)
        self.trace_id = trace_id(traceparent)
        self._answer_headers: dict[bytes, bytes] = {}
        scope.setdefault("state", {}).update(
            request_id=self.request_id,
            answer_headers=self._answer_headers,
        )

    def send(self, message: Message) -> Awaitable[None]:
        """Pass on a part of the answer."""
        kind = message["type"]
        if kind == "http.response.body":
            self._size += len(message.get("body", b""))
        elif kind in STARTS:
            self._status = message["status"]
            self._complete(message)
        elif kind == "websocket.accept":
            self._status = SWITCHED
        return self._send(message)

    def _complete(self, message: Message) -> None:
        """Add the headers that every answer has."""
        headers = message.get("headers", ())
        message["headers"] = [
            *headers,
            *self._headers.missing(self._scope, headers),
            *self._answer_headers.items(),
            (b"server-timing", b"app;dur=%.1f" % (self._seconds() * 1000)),
            (b"x-request-id", self.request_id.encode()),
        ]

    def end(self) -> None:
        """Count the request, and write its line."""
        scope = self._scope
        seconds = self._seconds()
        method = scope.get("method", "GET")
        route = metrics.route_template(scope)
        if scope["type"] == "http":
            metrics.count_request(method, route, self._status, seconds)
        client = scope.get("client")
        log_request(
            {
                "event": "request",
                "method": method[:LONGEST],
                "path": scope["path"][:LONGEST],
                "route": route,
                "status": self._status,
                "seconds": round(seconds, 6),
                "bytes": self._size,
                "client": client[0] if client else "",
                "user_agent": self._user_agent[:LONGEST],
            }
        )

    def _seconds(self) -> float:
        return perf_counter() - self._began
