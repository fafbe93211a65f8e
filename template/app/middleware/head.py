"""Answers HEAD wherever GET is answered (RFC 9110 9.3.2)."""

from collections.abc import Awaitable

from starlette.types import ASGIApp
from starlette.types import Message
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send


class HeadAsGet:
    """Shows the application a GET, and the client all of its answer but the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        return (self._head if is_head else self.app)(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_head(message: Message) -> None:
            scope["method"] = "HEAD"  # the server looks at it when it writes
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        scope["method"] = "GET"
        try:
            await self.app(scope, receive, send_head)
        finally:
            scope["method"] = "HEAD"
