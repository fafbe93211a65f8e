"""Stopping in the order that loses no request.

A server that is told to stop refuses connections at once, while load balancers go on opening them
until they have seen readiness fail. So readiness fails first, and the server is told later. It
would also close connections whose request it has not read, so nobody new is let in for a moment
before.
"""

import asyncio
import os
import signal
import threading
import time
from collections.abc import AsyncIterator
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import asynccontextmanager
from contextlib import contextmanager
from contextvars import Context
from types import FrameType

import structlog
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp
from starlette.types import Message
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send

from app.settings import Settings

Handler = Callable[[int, FrameType | None], object]

DELAY = 5.0  # seconds
SIGNALS = (signal.SIGINT, signal.SIGTERM)
UNREAD = 1.0  # seconds in which whoever is connected says what they want
ECHO = 1.0  # seconds; who signals all processes at once makes a parent signal its workers again

logger = structlog.get_logger()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Stand between the signals that end a process and the server that obeys them."""
    if stop_server := find_server():
        with intercepted(Drain(app, stop_server, delay(app.state.settings)).receive):
            yield
    else:
        yield


def delay(settings: Settings) -> float:
    """Return for how long to serve on: balancers need a while to notice, developers none."""
    if settings.drain_delay is not None:
        return settings.drain_delay
    return DELAY if settings.environment == "production" else 0.0


def find_server() -> Handler | None:
    """Return how the server takes signals; threads get none, tests and scripts have no server."""
    if threading.current_thread() is not threading.main_thread():
        return None
    handler = signal.getsignal(signal.SIGTERM)
    return handler if callable(handler) and handler is not signal.default_int_handler else None


def find_listeners(stop_server: Handler) -> Iterable[asyncio.AbstractServer]:
    """Return what uvicorn listens with; other servers close their ports when they are told."""
    found: Iterable[asyncio.AbstractServer]
    found = getattr(getattr(stop_server, "__self__", None), "servers", ())
    return found


@contextmanager
def intercepted(handler: Handler) -> Iterator[None]:
    """Take the signals over for a while."""
    kept = {number: signal.signal(number, handler) for number in SIGNALS}
    try:
        yield
    finally:
        for number, former in kept.items():
            signal.signal(number, former)


class Drain:
    """Serves on for `delay` seconds after the first signal, then stops the server."""

    def __init__(self, app: FastAPI, stop_server: Handler, delay: float) -> None:
        self._app = app
        self._stop_server = stop_server
        self._delay = delay
        self._loop = asyncio.get_running_loop()
        self._began: float | None = None

    def receive(self, number: int, _: FrameType | None) -> None:
        """Begin; whoever signals again, and is no echo, wants the end at once."""
        if self._began is None:
            self._began = time.monotonic()
            # In a context of its own, or its lines would belong to whichever request is running.
            self._loop.call_soon_threadsafe(self._begin, context=Context())
        elif time.monotonic() > self._began + ECHO:
            os._exit(128 + number)

    def _begin(self) -> None:
        logger.info("the service stops soon and is no longer ready", seconds=self._delay)
        self._app.state.draining = True
        if self._app.middleware_stack is not None:
            self._app.middleware_stack = LastAnswer(self._app.middleware_stack)
        self._loop.call_later(self._delay, self._close)

    def _close(self) -> None:
        for listener in find_listeners(self._stop_server):
            listener.close()
        self._loop.call_later(min(self._delay, UNREAD), self._end)

    def _end(self) -> None:
        # uvicorn ends itself with the signal that it got: only of SIGINT it makes an exit with 0.
        self._stop_server(signal.SIGINT, None)


class LastAnswer:
    """Lets every answer end its connection, so that clients open their next one elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_close(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self._app(scope, receive, send_and_close)
