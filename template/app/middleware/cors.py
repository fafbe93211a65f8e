"""Which pages of other origins may read the answers (the Fetch standard, CORS)."""

from collections.abc import Awaitable
from collections.abc import Collection

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
ACCEPTED = ("Authorization", "Idempotency-Key", "If-Match", "If-None-Match", "X-Request-ID")
EXPOSED = (
    "ETag",
    "Link",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Request-ID",
)


class Cors:
    """Asks the rules only when a browser names an origin; credentials are headers, not cookies."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self.app = app
        self._ruled = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=ACCEPTED,
            expose_headers=EXPOSED,
        )

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        ruled = scope["type"] == "http" and any(name == b"origin" for name, _ in scope["headers"])
        return (self._ruled if ruled else self.app)(scope, receive, send)
