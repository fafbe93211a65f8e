"""Answers in place of an application that crashes or takes too long."""

from collections.abc import Awaitable

import structlog
from starlette.requests import ClientDisconnect
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp
from starlette.types import Message
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send
from starlette.websockets import WebSocketDisconnect

from app import metrics
from app.deadline import Deadline
from app.errors import Unavailable
from app.problems import domain_problem
from app.problems import problem

logger = structlog.get_logger()

RETRY_AFTER = 5.0  # seconds
INTERNAL_ERROR = 1011  # RFC 6455 7.4.1


class TooLate(Unavailable):
    title = "The answer took too long"


class Fallback:
    """Sees to it that an answer begins within `deadline` seconds, whatever happens inside."""

    def __init__(self, app: ASGIApp, deadline: float) -> None:
        self.app = app
        self._deadline = deadline

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        answer = Answer(send, self._deadline if scope["type"] == "http" else None)
        scope["state"]["deadline"] = answer.deadline
        try:
            with answer.deadline:
                await self.app(scope, receive, answer.send)
        except (ClientDisconnect, WebSocketDisconnect):
            logger.info("the client left")
        except Exception as error:
            if answer.deadline.expired:
                logger.warning("the answer took too long")
                response = domain_problem(HTTPConnection(scope), TooLate(retry_after=RETRY_AFTER))
            else:
                metrics.CRASHES.inc()
                logger.exception("unforeseen error", error=type(error).__name__)
                response = problem(HTTPConnection(scope), 500)
            await answer.replace(response, scope, receive)
        return None


class Answer:
    """An answer of the application: until it begins, there may be another one in its place."""

    def __init__(self, send: Send, deadline: float | None) -> None:
        self.deadline = Deadline(deadline)
        self._send = send
        self._began = ""

    def send(self, message: Message) -> Awaitable[None]:
        if not self._began:
            self._began = message["type"]
            self.deadline.reschedule(None)
        return self._send(message)

    async def replace(self, response: Response, scope: Scope, receive: Receive) -> None:
        """Send a response, unless it is too late for any."""
        if not self._began:
            await response(scope, receive, self._send)
        elif self._began == "websocket.accept":
            await self._send({"type": "websocket.close", "code": INTERNAL_ERROR})
