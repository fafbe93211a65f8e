"""Ending sessions, and telling everything that still believes in them."""

from collections.abc import Awaitable
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.auth.principal import SessionCache
from app.auth.repository import SessionRepository
from app.database.after_commit import Action

Listener = Callable[[Collection[UUID]], Awaitable[None]]
"""Is told which sessions have just been revoked."""


@dataclass
class Revocation:
    """Revokes sessions in the database; after the commit it drops what others remember."""

    sessions: SessionRepository
    cache: SessionCache
    listeners: Sequence[Listener]
    after_commit: list[Action]

    async def revoke(self, session_ids: Collection[UUID]) -> None:
        """End these sessions for good."""
        await self.sessions.revoke(session_ids)

        async def tell() -> None:
            await self.cache.forget(session_ids)
            for listener in self.listeners:
                await listener(session_ids)

        self.after_commit.append(tell)

    async def revoke_all(self, user_id: UUID, *, but: UUID | None = None) -> None:
        """End all sessions of a user, or all but one."""
        live = await self.sessions.live_of(user_id)
        await self.revoke([session_id for session_id in live if session_id != but])

    async def look_again(self, user_id: UUID) -> None:
        """Make every session of a user ask the database for its rights anew."""
        live = await self.sessions.live_of(user_id)
        self.after_commit.append(lambda: self.cache.forget(live))
