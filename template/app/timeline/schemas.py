"""The timeline as it crosses the API."""

from datetime import datetime
from typing import Literal
from typing import Self
from typing import cast
from uuid import UUID

from pydantic import Field

from app.schemas import Schema
from app.timeline.models import TimelineEntry

Change = Literal["created", "updated", "deleted"]


class TimelineEntryRead(Schema):
    """Something that happened to an item, which may have another name by now, or be gone."""

    item_id: UUID
    change: Change
    name: str = Field(examples=["Lamp"])
    version: int = Field(description="The item's version after the change.")
    happened_at: datetime

    @classmethod
    def of(cls, entry: TimelineEntry) -> Self:
        """Represent a stored entry."""
        return cls(
            item_id=entry.item_id,
            change=cast("Change", entry.change),
            name=entry.name,
            version=entry.version,
            happened_at=entry.happened_at,
        )
