"""Refuses a body that is too large before all of it is here."""

from collections.abc import Callable
from collections.abc import Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message
from starlette.types import Receive

from app.files.settings import FilesSettings

ENVELOPE = 16 * 1024  # bytes around the file: boundaries, and headers with its name


class LimitedRoute(APIRoute):
    """A route that takes bodies as large as a file may be.

    That is a setting, while FastAPI's `max_body_size` is fixed when the route is defined.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_limited(request: Request) -> Response:
            settings: FilesSettings = request.app.state.files
            receive = limited(request, settings.max_bytes + ENVELOPE)
            return await handle(Request(request.scope, receive))

        return handle_limited


def limited(request: Request, limit: int) -> Receive:
    """Receive no more than `limit` bytes, and nothing at all when more are announced."""
    announced = int(request.headers.get("Content-Length", 0))  # the server has checked it
    received = 0

    async def receive() -> Message:
        nonlocal received
        if announced > limit:
            raise HTTPException(413)
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise HTTPException(413)
        return message

    return receive
