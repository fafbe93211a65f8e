"""How large a request's body may be."""

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.body_limit import RequestBodyLimitResponder
from starlette.types import Message
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send


class BodyLimit(RequestBodyLimitMiddleware):
    """FastAPI's own limit, which routes change with `max_body_size`; a larger body is a problem.

    It is a layer of ours because what FastAPI adds itself would answer outside of all layers.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not may_have_body(scope):
            return await self.app(scope, receive, send)
        return await Responder(self.app, self.max_body_size)(scope, receive, send)


def may_have_body(scope: Scope) -> bool:
    """Tell whether a body may follow; in HTTP/1 the headers say it (RFC 9112 6.3)."""
    return scope["type"] == "http" and (
        scope["http_version"] not in ("1.0", "1.1")
        or any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])
    )


class Responder(RequestBodyLimitResponder):
    """Raises a 413 as soon as somebody reads too much; the application renders it."""

    async def send_with_limit(self, message: Message) -> None:
        self.response_started = True
        await self.send(message)
