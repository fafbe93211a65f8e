"""All queries about answers that are kept."""

from uuid import UUID

from app.database.models import utc_now
from app.database.repository import Repository
from app.idempotency.models import KeptAnswer


class KeptAnswerRepository(Repository[KeptAnswer]):
    """The answers to all callers."""

    model = KeptAnswer

    async def remove_expired(self, id: UUID) -> None:
        """Make room for a new answer where there is an old one."""
        await self.documents.delete_one(
            {"_id": id, "expires_at": {"$lte": utc_now()}}, session=self.session.transaction
        )
