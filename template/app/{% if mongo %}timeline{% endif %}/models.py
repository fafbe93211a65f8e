"""The timeline as it is stored."""

from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from uuid import UUID

from pymongo import IndexModel

from app.database.models import Document

KEPT = timedelta(days=90)


@dataclass(kw_only=True)
class TimelineEntry(Document):
    """Something that happened to an item; the text of its event, not of the item as it is now."""

    collection = "timeline"
    indexes = (
        IndexModel([("owner_id", 1), ("_id", -1)]),
        IndexModel("happened_at", expireAfterSeconds=int(KEPT.total_seconds())),
    )

    owner_id: UUID
    item_id: UUID
    change: str
    name: str
    version: int
    happened_at: datetime
