"""Who is at the other end: nobody signs in, so the connection is all that is known."""

from dataclasses import dataclass

from app.live.audiences import EVERYONE
from app.live.audiences import member


@dataclass(frozen=True, slots=True)
class Caller:
    """A client as the handshake found it, and what it may do."""

    connection: str

    @property
    def id(self) -> str:
        """What others write to."""
        return self.connection

    @property
    def audiences(self) -> tuple[str, ...]:
        """What it hears before it joins any room."""
        return (EVERYONE, member(self.id))

    def may_join(self, _room: str) -> bool:
        """Every room is open to everybody."""
        return True
