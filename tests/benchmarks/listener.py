"""A WebSocket client that does no more than it must, so that it hears more than a server tells."""

import asyncio
import os
from base64 import b64encode
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from time import monotonic
from time import monotonic_ns
from typing import Any
from urllib.parse import urlsplit

MARK = b'"text":"'
"""What stands before the moment at which a message was said."""

TEXT, PING, PONG = 0x81, 0x89, 0x8A
SHORT = 126
"""The size that says that the size is in the next two bytes."""

Take = Callable[[bytes, int, int], None]
"""Takes what has come, and where in it a text begins and ends."""


@dataclass
class Heard:
    """What all listeners have heard in a round."""

    share: int = 1
    """Of so many messages, one is timed."""

    count: int = 0
    last: float = 0.0
    delays: list[int] = field(default_factory=list)

    def note(self, buffer: bytes, start: int, end: int) -> None:
        """Count a message, and for some of them how long they were on their way."""
        self.count += 1
        self.last = monotonic()
        if self.count % self.share == 0 and (mark := buffer.find(MARK, start, end)) >= 0:
            said = mark + len(MARK)
            self.delays.append(monotonic_ns() - int(buffer[said : buffer.index(b" ", said)]))


class Listener(asyncio.Protocol):
    """A client that hands on the texts that it is told."""

    def __init__(self, url: str, headers: Mapping[str, str], take: Take) -> None:
        self.opened = asyncio.get_running_loop().create_future()
        self._url = url
        self._headers = headers
        self._text_came = take
        self._buffer = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        self._transport = transport
        url = urlsplit(self._url)
        lines = [f"GET {url.path} HTTP/1.1", f"Host: {url.netloc}", "Connection: Upgrade"]
        lines += ["Upgrade: websocket", "Sec-WebSocket-Version: 13"]
        lines += [f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}"]
        lines += [f"{name}: {value}" for name, value in self._headers.items()]
        self._transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        """Take what has come: the end of the handshake, or frames."""
        self._buffer = self._buffer + data if self._buffer else data
        if not self.opened.done():
            head, end, self._buffer = self._buffer.partition(b"\r\n\r\n")
            if not end:
                self._buffer = head
                return
            self._open(head)
        self._read_frames()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits for the handshake."""
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("closed during the handshake"))

    def send(self, text: str) -> None:
        """Say something."""
        self._send(TEXT, text.encode())

    def stop_reading(self) -> None:
        """Be the client that others must not suffer from."""
        self._transport.pause_reading()

    def _open(self, head: bytes) -> None:
        if head.startswith(b"HTTP/1.1 101"):
            self.opened.set_result(None)
        else:
            self.opened.set_exception(ConnectionError(head.decode("latin-1")))

    def _read_frames(self) -> None:
        buffer, position = self._buffer, 0
        while len(buffer) - position >= (head := header_size(buffer, position)):
            end = position + head + payload_size(buffer, position)
            if len(buffer) < end:
                break
            self._take(buffer, position, position + head, end)
            position = end
        self._buffer = buffer[position:]

    def _take(self, buffer: bytes, position: int, start: int, end: int) -> None:
        if buffer[position] == TEXT:
            self._text_came(buffer, start, end)
        elif buffer[position] == PING:
            self._send(PONG, buffer[start:end])

    def _send(self, kind: int, payload: bytes) -> None:
        size = len(payload)
        length = bytes([0x80 | size]) if size < SHORT else b"\xfe" + size.to_bytes(2, "big")
        self._transport.write(bytes([kind]) + length + bytes(4) + payload)  # masked with zeros


def header_size(buffer: bytes, position: int) -> int:
    """Tell how long the header of a frame is, which a server does not mask."""
    return 4 if len(buffer) > position + 1 and buffer[position + 1] == SHORT else 2


def payload_size(buffer: bytes, position: int) -> int:
    """Tell how long a frame's content is; none here has more than 64 kilobytes."""
    size = buffer[position + 1]
    return int.from_bytes(buffer[position + 2 : position + 4], "big") if size == SHORT else size
