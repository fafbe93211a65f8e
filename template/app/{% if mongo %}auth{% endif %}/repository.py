"""All queries about sessions."""

from collections.abc import Collection
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.auth.models import LoginSession
from app.auth.principal import LiveSession
from app.database.models import utc_now
from app.database.repository import Repository
from app.users.models import User
from app.users.repository import UserRepository


class SessionRepository(Repository[LoginSession]):
    """The sessions of all users."""

    model = LoginSession

    async def find_live(self, session_id: UUID) -> LiveSession | None:
        """Find a session that is neither revoked nor over, of a user who is active."""
        if (user := await self.find_user(session_id)) is None:
            return None
        return LiveSession(session_id, user_id=user.id, is_admin=user.is_admin)

    async def find_user(self, session_id: UUID) -> User | None:
        """Find the active user of a session that is neither revoked nor over."""
        live = {"_id": session_id, "revoked_at": None, "idle_at": {"$gt": utc_now()}}
        if (session := await self.find_one(live)) is None:
            return None
        user = await UserRepository(self.session).get(session.user_id)
        return user if user and user.is_active else None

    async def rotate(
        self, session_id: UUID, *, old_hash: str, new_hash: str, idle_at: datetime
    ) -> bool:
        """Exchange the refresh token in one step; of several attempts with one token, one wins."""
        result = await self.documents.update_one(
            {"_id": session_id, "refresh_hash": old_hash, "revoked_at": None},
            {"$set": {"refresh_hash": new_hash, "idle_at": idle_at, "updated_at": utc_now()}},
            session=self.session.transaction,
        )
        return result.matched_count == 1

    async def live_of(self, user_id: UUID) -> Sequence[UUID]:
        """Return the ids of a user's sessions that are not revoked."""
        found = self.documents.find(
            {"user_id": user_id, "revoked_at": None}, {"_id"}, session=self.session.transaction
        )
        return [stored["_id"] async for stored in found]

    async def revoke(self, session_ids: Collection[UUID]) -> None:
        """End sessions for good."""
        await self.documents.update_many(
            {"_id": {"$in": list(session_ids)}},
            {"$set": {"revoked_at": utc_now()}},
            session=self.session.transaction,
        )

    async def sweep(self, user_id: UUID) -> None:
        """Remove a user's sessions that are over."""
        await self.documents.delete_many(
            {"user_id": user_id, "idle_at": {"$lt": utc_now()}}, session=self.session.transaction
        )
