"""What every answer says about how it may be used."""

from collections.abc import Iterable
from typing import NamedTuple

from starlette.types import Scope

from app.settings import Settings

Header = tuple[bytes, bytes]

DEFAULTS: tuple[Header, ...] = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
HSTS: Header = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
VARY: Header = (b"vary", b"Origin")
NAMES = frozenset(name for name, _ in (*DEFAULTS, HSTS, VARY))


class DefaultHeaders(NamedTuple):
    """Headers that an answer gets unless it has its own; over TLS there are more of them."""

    plain: tuple[Header, ...]
    secure: tuple[Header, ...]

    def missing(self, scope: Scope, present: Iterable[Header]) -> Iterable[Header]:
        """Return the headers that are not present yet."""
        defaults = self.secure if scope["scheme"] in ("https", "wss") else self.plain
        names = {name for name, _ in present}
        if names.isdisjoint(NAMES):
            return defaults
        return [header for header in defaults if header[0] not in names]


def default_headers(settings: Settings) -> DefaultHeaders:
    """Return the headers; where browsers of other origins may ask, an answer is only for one."""
    plain = (*DEFAULTS, VARY) if settings.allowed_origins else DEFAULTS
    return DefaultHeaders(plain, (*plain, HSTS))
