"""Who is at the other end: a user, for as long as their access token lasts."""

from dataclasses import dataclass
from uuid import UUID

from app.auth.principal import Principal
from app.live.audiences import EVERYONE
from app.live.audiences import member


def session(session_id: UUID) -> str:
    """Name the connections that one sign-in has opened, as an audience."""
    return f"session:{session_id}"


@dataclass(frozen=True, slots=True)
class Caller:
    """A client as the handshake found it, and what it may do."""

    connection: str
    principal: Principal

    @property
    def id(self) -> str:
        """What others write to."""
        return str(self.principal.user_id)

    @property
    def audiences(self) -> tuple[str, ...]:
        """What it hears before it joins any room."""
        return (EVERYONE, member(self.id), session(self.principal.session_id))

    def may_join(self, room: str) -> bool:
        """Let every user in, but into the room `user.<id>` only that one."""
        return not room.startswith("user.") or room == f"user.{self.id}"
