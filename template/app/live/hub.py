"""Every open connection of this process, and who hears what.

A message is serialised once, and the same frame is queued for every listener in every process.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager

from app.live.audiences import EVERYONE
from app.live.audiences import room
from app.live.broadcast import Broadcast
from app.live.connection import Connection
from app.live.connection import End
from app.live.errors import Full
from app.live.presence import Presence
from app.live.schemas import Joined
from app.live.schemas import Left
from app.live.settings import LiveSettings
from app.schemas import Schema


class Hub:
    """The connections of this process; any part of the service may send through it."""

    def __init__(self, broadcast: Broadcast, presence: Presence, settings: LiveSettings) -> None:
        self.settings = settings
        self.broadcast = broadcast
        self.presence = presence
        self._audiences: defaultdict[str, set[Connection]] = defaultdict(set)
        broadcast.subscribe("send", self._send_here)
        broadcast.subscribe("close", self._close_here)

    def send(self, audience: str, message: Schema) -> None:
        """Send a message to whoever listens, on every replica."""
        self.broadcast.publish("send", audience, message.model_dump_json())

    def close(self, audience: str, end: End) -> None:
        """End the connections of an audience, on every replica."""
        self.broadcast.publish("close", audience, f"{end.code} {end.reason}")

    def listeners(self, audience: str) -> frozenset[Connection]:
        """Return the connections to this process that belong to an audience."""
        return frozenset(self._audiences.get(audience, ()))

    @contextmanager
    def connected(self, connection: Connection) -> Iterator[None]:
        """Keep a connection among the listeners while it lasts."""
        if len(self._audiences[EVERYONE]) >= self.settings.connections:
            raise Full(retry_after=self.settings.reconnect_within)
        self._listen(connection, connection.caller.audiences)
        try:
            yield
        finally:
            self._ignore(connection, connection.caller.audiences)
            self.leave(connection, *connection.rooms)

    def join(self, connection: Connection, name: str) -> None:
        """Bring a connection into a room, and tell everybody there."""
        self._listen(connection, [room(name)])
        connection.rooms[name] = 0
        self.presence.join(name, connection.member)
        self.send(room(name), Joined(room=name, member=connection.member))

    def leave(self, connection: Connection, *names: str) -> None:
        """Take a connection out of rooms; everybody there hears it, the one who leaves too."""
        self.presence.leave(names, connection.member)
        for name in names:
            self.send(room(name), Left(room=name, member=connection.member))
            del connection.rooms[name]
        self._ignore(connection, map(room, names))

    def _listen(self, connection: Connection, audiences: Iterable[str]) -> None:
        for audience in audiences:
            self._audiences[audience].add(connection)

    def _ignore(self, connection: Connection, audiences: Iterable[str]) -> None:
        for audience in audiences:
            self._audiences[audience].discard(connection)
            if not self._audiences[audience]:
                del self._audiences[audience]

    def _send_here(self, audience: str, frame: str) -> None:
        for connection in self._audiences.get(audience, ()):
            connection.send(frame)

    def _close_here(self, audience: str, end: str) -> None:
        code, _, reason = end.partition(" ")
        for connection in self._audiences.get(audience, ()):
            connection.close(End(int(code), reason))
