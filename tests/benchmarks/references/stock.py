"""The other service that the inventory is asked of, as quick as can be."""

from collections.abc import Awaitable
from collections.abc import Callable
from typing import Any

BODY = b'{"quantity": 3}'
HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))]


Send = Callable[[dict[str, Any]], Awaitable[None]]


async def app(scope: dict[str, Any], _: object, send: Send) -> None:
    """Answer every request."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": BODY})
