"""Makes large answers smaller for clients that understand gzip."""

import asyncio
import gzip
import re
from collections.abc import Awaitable

from starlette.types import ASGIApp
from starlette.types import Message
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send

# An encoding with the quality 0 is one that the client does not want (RFC 9110 12.5.3).
ACCEPTED = re.compile(rb"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)
COMPRESSIBLE = re.compile(
    rb"text/|application/(?:[a-z0-9.-]+\+)?(?:json|xml)\b|application/javascript|image/svg\+xml"
)
LEVEL = 4  # twice as fast as the default, and 3 % larger
BODILESS = (204, 304)
SMALLEST = 1024  # bytes that are worth it
LARGEST_INLINE = 32 * 1024  # bytes that take less than a millisecond


class Compression:
    """Compresses whole answers; streams and what may be asked for in parts pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        accepted = scope["type"] == "http" and any(
            name == b"accept-encoding" and ACCEPTED.search(value)
            for name, value in scope["headers"]
        )
        return self.app(scope, receive, Compressed(send).send if accepted else send)


class Compressed:
    """An answer on its way to a client that understands gzip."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        """Hold back the start of an answer until its body shows what is to be done."""
        if message["type"] == "http.response.start" and is_worth_it(message):
            self._start = message
            return
        if (start := self._start) is not None:
            self._start = None
            if not message.get("more_body", False):
                await compress(start, message)
            await self._send(start)
        await self._send(message)


def is_worth_it(start: Message) -> bool:
    """Tell whether an answer is large, compressible, whole and not encoded yet."""
    headers = dict(start["headers"])
    return (
        start["status"] not in BODILESS
        and int(headers.get(b"content-length", 0)) >= SMALLEST
        and COMPRESSIBLE.match(headers.get(b"content-type", b"")) is not None
        and headers.keys().isdisjoint({b"accept-ranges", b"content-encoding", b"content-range"})
    )


async def compress(start: Message, body: Message) -> None:
    """Compress the body; a large one in a thread, so that the others need not wait."""
    if len(body["body"]) <= LARGEST_INLINE:
        body["body"] = gzip.compress(body["body"], LEVEL, mtime=0)
    else:
        body["body"] = await asyncio.to_thread(gzip.compress, body["body"], LEVEL, mtime=0)
    start["headers"] = [
        *(header for header in start["headers"] if header[0] != b"content-length"),
        (b"content-encoding", b"gzip"),
        (b"content-length", str(len(body["body"])).encode()),
        (b"vary", b"Accept-Encoding"),
    ]
