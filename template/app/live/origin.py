"""Which sites' pages may connect: the same-origin policy does not cover WebSockets."""

from starlette.requests import HTTPConnection

from app.live.errors import ForeignOrigin

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def refuse_foreign_pages(connection: HTTPConnection) -> None:
    """Refuse the pages of other sites; browsers always name the site, programs name none."""
    origin = connection.headers.get("origin")
    settings = connection.app.state.settings
    if origin is None or origin in settings.allowed_origins:
        return
    if settings.environment == "development" and is_page_of_ours(connection, origin):
        return
    raise ForeignOrigin


def is_page_of_ours(connection: HTTPConnection, origin: str) -> bool:
    """Recognise the page at /live; only this machine's own names cannot be another site's, too."""
    url = connection.url
    return url.hostname in THIS_MACHINE and origin == f"http://{url.netloc}"
