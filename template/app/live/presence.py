"""Who is in which room."""

from collections import defaultdict
from collections.abc import Collection
from typing import Protocol

from app.live.schemas import Member


class Presence(Protocol):
    """Knows the members of every room, whichever process holds their connections."""

    def join(self, room: str, member: Member) -> None:
        """Count a connection of a member in; the others learn of it soon."""

    def leave(self, rooms: Collection[str], member: Member) -> None:
        """Count it out."""

    async def members(self, room: str) -> set[str]:
        """Return the ids of those who are there."""


class LocalPresence:
    """Knows the members that are connected to this process."""

    def __init__(self) -> None:
        self.rooms: defaultdict[str, dict[str, str]] = defaultdict(dict)
        """For every room, the member behind each connection."""

    def join(self, room: str, member: Member) -> None:
        self.rooms[room][member.connection] = member.id

    def leave(self, rooms: Collection[str], member: Member) -> None:
        for room in rooms:
            self.rooms[room].pop(member.connection, None)
            if not self.rooms[room]:
                del self.rooms[room]

    async def members(self, room: str) -> set[str]:
        return set(self.rooms[room].values()) if room in self.rooms else set()
