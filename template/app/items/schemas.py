"""Items as they cross the API."""

from datetime import datetime
from typing import Annotated
from typing import Self
from uuid import UUID

from pydantic import Field

from app.items.models import MAX_DESCRIPTION
from app.items.models import MAX_NAME
from app.items.models import MAX_QUANTITY
from app.items.models import Item
from app.schemas import Schema
from app.schemas import Text

Name = Annotated[Text, Field(min_length=1, max_length=MAX_NAME, examples=["Lamp"])]
Description = Annotated[Text, Field(max_length=MAX_DESCRIPTION, examples=["Gives light"])]
Quantity = Annotated[int, Field(ge=0, le=MAX_QUANTITY, examples=[3])]


class ItemCreate(Schema):
    """All that can be written of an item."""

    name: Name
    description: Description = ""
    quantity: Quantity = 0


class ItemPatch(Schema):
    """Some of what can be written; a field that is sent may not be null."""

    name: Name = ""
    description: Description = ""
    quantity: Quantity = 0


class ItemRead(Schema):
    """An item as it is stored."""

    id: UUID
    name: str = Field(examples=["Lamp"])
    description: str = Field(examples=["Gives light"])
    quantity: int = Field(examples=[3])
    version: int = Field(description="Grows with every change; the `ETag` of the item.")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, item: Item) -> Self:
        """Represent a stored item."""
        return cls(
            id=item.id,
            name=item.name,
            description=item.description,
            quantity=item.quantity,
            version=item.version,
            created_at=item.created_at,
            updated_at=item.updated_at,
        )
