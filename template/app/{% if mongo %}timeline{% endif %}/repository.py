"""All queries about the timeline."""

from typing import Any
from uuid import UUID

from app.database.connection import Session
from app.database.repository import Repository
from app.timeline.models import TimelineEntry


class TimelineRepository(Repository[TimelineEntry]):
    """What happened to the items of one owner."""

    model = TimelineEntry

    def __init__(self, session: Session, owner_id: UUID) -> None:
        super().__init__(session)
        self.owner_id = owner_id

    def visible(self) -> dict[str, Any]:
        return {"owner_id": self.owner_id}
