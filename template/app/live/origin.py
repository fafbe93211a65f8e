"""Which sites' pages may connect: the same-origin policy does not cover WebSockets."""

from starlette.requests import HTTPConnection

from app.live.errors import ForeignOrigin


def refuse_foreign_pages(connection: HTTPConnection) -> None:
    """Refuse the pages of other sites; browsers always name the site, programs name none."""
    origin = connection.headers.get("origin")
    if origin is not None and origin not in connection.app.state.settings.allowed_origins:
        raise ForeignOrigin
