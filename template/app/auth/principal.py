"""Who is asking, and where that is remembered between requests."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Principal:
    """A user with a live session, and what the token in use is good for."""

    user_id: UUID
    session_id: UUID
    scopes: frozenset[str]
    expires_at: datetime


@dataclass(frozen=True)
class LiveSession:
    """What the database says about a session that is neither revoked nor expired."""

    id: UUID
    user_id: UUID
    is_admin: bool


class SessionCache(Protocol):
    """Remembers live sessions for a moment, which saves a query per request.

    The database holds the truth: an entry that is lost costs a query and never revives a session.
    """

    async def get(self, session_id: UUID) -> LiveSession | None:
        """Return the session if it is remembered."""

    async def put(self, session: LiveSession) -> None:
        """Remember a session, unless it was forgotten a moment ago."""

    async def forget(self, session_ids: Collection[UUID]) -> None:
        """Drop sessions that were revoked, or whose user has changed."""


class NoSessionCache:
    """Remembers nothing: every request asks the database."""

    async def get(self, session_id: UUID) -> None:
        """Return nothing, ever."""

    async def put(self, session: LiveSession) -> None:
        """Forget it at once."""

    async def forget(self, session_ids: Collection[UUID]) -> None:
        """Have nothing to forget."""
