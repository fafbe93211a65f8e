"""All queries about jobs."""

from uuid import UUID

from sqlalchemy import Select
from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncSession

from app.database.repository import Repository
from app.jobs.models import Job


class JobRepository(Repository[Job]):
    """All jobs, for those who do them."""

    model = Job


class OwnJobRepository(JobRepository):
    """The jobs of one owner; for this repository nobody else's exist."""

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        super().__init__(session, owner_id=owner_id)

    @classmethod
    def visible(cls) -> Select[Job]:
        return super().visible().where(Job.owner_id == bindparam("owner_id"))
