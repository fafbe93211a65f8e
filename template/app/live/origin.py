"""Which sites' pages may connect: the same-origin policy does not cover WebSockets."""

from starlette.requests import HTTPConnection

from app.live.errors import ForeignOrigin


def allowed_origin(connection: HTTPConnection) -> str | None:
    """Return the site whose page asks, refused unless it is ours; programs name none."""
    origin = connection.headers.get("origin")
    if origin is not None and origin not in connection.app.state.settings.allowed_origins:
        raise ForeignOrigin
    return origin
