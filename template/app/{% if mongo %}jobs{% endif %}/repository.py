"""All queries about jobs."""

from typing import Any
from uuid import UUID

from app.database.connection import Session
from app.database.repository import Repository
from app.jobs.models import Job


class JobRepository(Repository[Job]):
    """All jobs, for those who do them."""

    model = Job


class OwnJobRepository(JobRepository):
    """The jobs of one owner; for this repository nobody else's exist."""

    def __init__(self, session: Session, owner_id: UUID) -> None:
        super().__init__(session)
        self.owner_id = owner_id

    def visible(self) -> dict[str, Any]:
        return {**super().visible(), "owner_id": self.owner_id}
