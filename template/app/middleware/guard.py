"""Refuses what no route shall see."""

import re
from collections.abc import Awaitable
from collections.abc import Collection
from functools import lru_cache

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send

from app.problems import problem

HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")
FOREIGN_CHARSET = re.compile(rb"json\b.*;\s*charset=(?!\"?utf-8\b)", re.IGNORECASE)
PROBED = frozenset({"/health", "/metrics", "/ready"})


class Guard:
    """Lets a request pass that is meant for this service and says what it is."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self._hosts = AllowedHosts(hosts)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        refusal = None if scope["type"] == "lifespan" else self._refusal(scope)
        return (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        hosts: list[bytes] = []
        for name, value in scope["headers"]:
            if name == b"host":
                hosts.append(value)
            elif name == b"content-encoding" and value.lower() != b"identity":
                return unknown_encoding(scope)
            elif name == b"content-type" and FOREIGN_CHARSET.search(value):
                return unknown_charset(scope)
        # Probes and scrapers call a replica by its address.
        if self._hosts.allow(hosts) or scope["path"] in PROBED:
            return None
        return unknown_host(scope)


class AllowedHosts:
    """The names by which clients may call; one of them may stand for all names below another."""

    def __init__(self, patterns: Collection[str]) -> None:
        self._exact = frozenset(patterns)
        self._suffixes = tuple(pattern[1:] for pattern in patterns if pattern.startswith("*."))
        self._matches = lru_cache(maxsize=1024)(self._match)

    def allow(self, hosts: list[bytes]) -> bool:
        """Tell whether there is one host, and one of these (RFC 9112 3.2)."""
        return "*" in self._exact or (len(hosts) == 1 and self._matches(hosts[0]))

    def _match(self, header: bytes) -> bool:
        parsed = HOST.fullmatch(header.decode("latin-1").lower())
        return parsed is not None and (
            parsed[1] in self._exact or parsed[1].endswith(self._suffixes)
        )


def unknown_host(scope: Scope) -> Response:
    return problem(
        HTTPConnection(scope),
        400,
        "This service goes by another name",
        kind="urn:problem:unknown-host",
        detail="The Host header must be one of those that the setting ALLOWED_HOSTS names.",
    )


def unknown_encoding(scope: Scope) -> Response:
    """Refuse a compressed body, which could be a thousand times larger than it looks."""
    return problem(
        HTTPConnection(scope),
        415,
        kind="urn:problem:unknown-encoding",
        headers={"Accept-Encoding": "identity"},
        detail="Send the body as it is, without a Content-Encoding.",
    )


def unknown_charset(scope: Scope) -> Response:
    return problem(
        HTTPConnection(scope),
        415,
        kind="urn:problem:unknown-charset",
        detail="JSON is written in UTF-8.",
    )
