"""All queries about sessions."""

from collections.abc import Collection
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy import select
from sqlalchemy import update

from app.auth.models import LoginSession
from app.auth.principal import LiveSession
from app.database.models import utc_now
from app.database.repository import Repository
from app.users.models import User


class SessionRepository(Repository[LoginSession]):
    """The sessions of all users."""

    model = LoginSession

    async def find_live(self, session_id: UUID) -> LiveSession | None:
        """Find a session that is neither revoked nor over, of a user who is active."""
        query = (
            select(User.id, User.is_admin)
            .join(LoginSession, LoginSession.user_id == User.id)
            .where(LoginSession.id == session_id, LoginSession.revoked_at.is_(None))
            .where(LoginSession.idle_at > utc_now(), User.is_active)
        )
        row = (await self.session.execute(query)).one_or_none()
        return row and LiveSession(session_id, user_id=row.id, is_admin=row.is_admin)

    async def rotate(
        self, session_id: UUID, *, old_hash: str, new_hash: str, idle_at: datetime
    ) -> bool:
        """Exchange the refresh token in one step; of several attempts with one token, one wins."""
        exchange = (
            update(LoginSession)
            .where(LoginSession.id == session_id, LoginSession.refresh_hash == old_hash)
            .where(LoginSession.revoked_at.is_(None))
            .values(refresh_hash=new_hash, idle_at=idle_at)
        )
        connection = await self.session.connection()
        return (await connection.execute(exchange)).rowcount == 1

    async def live_of(self, user_id: UUID) -> Sequence[UUID]:
        """Return the ids of a user's sessions that are not revoked."""
        query = select(LoginSession.id).where(
            LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None)
        )
        return (await self.session.scalars(query)).all()

    async def revoke(self, session_ids: Collection[UUID]) -> None:
        """End sessions for good."""
        await self.session.execute(
            update(LoginSession)
            .where(LoginSession.id.in_(session_ids))
            .values(revoked_at=utc_now())
            .execution_options(synchronize_session=False)
        )

    async def sweep(self, user_id: UUID) -> None:
        """Remove a user's sessions that are over."""
        await self.session.execute(
            delete(LoginSession)
            .where(LoginSession.user_id == user_id, LoginSession.idle_at < utc_now())
            .execution_options(synchronize_session=False)
        )
