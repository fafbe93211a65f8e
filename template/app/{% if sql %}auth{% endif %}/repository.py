"""All queries about sessions."""

from collections.abc import Collection
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import delete
from sqlalchemy import select
from sqlalchemy import update

from app.auth.models import LoginSession
from app.auth.principal import LiveSession
from app.database.models import utc_now
from app.database.repository import Repository
from app.users.models import User

LIVE = (
    select(User)
    .join(LoginSession, LoginSession.user_id == User.id)
    .where(LoginSession.id == bindparam("session_id"), LoginSession.revoked_at.is_(None))
    .where(LoginSession.idle_at > bindparam("now"), User.is_active)
)
LIVE_RIGHTS = LIVE.with_only_columns(User.id, User.is_admin)


class SessionRepository(Repository[LoginSession]):
    """The sessions of all users."""

    model = LoginSession

    async def find_live(self, session_id: UUID) -> LiveSession | None:
        """Find a session that is neither revoked nor over, of a user who is active."""
        asked = {"session_id": session_id, "now": utc_now()}
        row = (await self.session.execute(LIVE_RIGHTS, asked)).one_or_none()
        return row and LiveSession(session_id, user_id=row.id, is_admin=row.is_admin)

    async def find_user(self, session_id: UUID) -> User | None:
        """Find the active user of a session that is neither revoked nor over."""
        asked = {"session_id": session_id, "now": utc_now()}
        return (await self.session.scalars(LIVE, asked)).one_or_none()

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
