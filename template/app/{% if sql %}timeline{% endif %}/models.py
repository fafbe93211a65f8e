"""The timeline as it is stored."""

from datetime import datetime
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.database.models import Base
from app.database.models import PrimaryKey
from app.database.models import Purged
from app.database.models import utc_now
from app.database.types import UtcDateTime
from app.items.models import MAX_NAME

KEPT = timedelta(days=90)


class TimelineEntry(PrimaryKey, Purged, Base):
    """Something that happened to an item; the text of its event, not of the item as it is now."""

    __tablename__ = "timeline"

    owner_id: Mapped[UUID] = mapped_column(index=True)
    item_id: Mapped[UUID]
    change: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    version: Mapped[int]
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    @classmethod
    def is_over(cls) -> ColumnElement[bool]:
        return cls.happened_at < utc_now() - KEPT
