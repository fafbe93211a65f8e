"""All queries about answers that are kept."""

from uuid import UUID

from sqlalchemy import delete

from app.database.models import utc_now
from app.database.repository import Repository
from app.idempotency.models import KeptAnswer


class KeptAnswerRepository(Repository[KeptAnswer]):
    """The answers to all callers."""

    model = KeptAnswer

    async def remove_expired(self, id: UUID) -> None:
        """Make room for a new answer where there is an old one."""
        await self.session.execute(
            delete(KeptAnswer).where(KeptAnswer.id == id, KeptAnswer.expires_at <= utc_now())
        )
