"""All queries about the timeline."""

from uuid import UUID

from sqlalchemy import Select
from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncSession

from app.database.repository import Repository
from app.timeline.models import TimelineEntry


class TimelineRepository(Repository[TimelineEntry]):
    """What happened to the items of one owner."""

    model = TimelineEntry

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        super().__init__(session, owner_id=owner_id)

    @classmethod
    def visible(cls) -> Select[TimelineEntry]:
        return super().visible().where(TimelineEntry.owner_id == bindparam("owner_id"))
