"""Items as version 2 of the API shows them: what is in stock has a place of its own.

The names end in V2 so that those of version 1 stay what they are in the OpenAPI document.
"""

from datetime import datetime
from typing import Any
from typing import Self
from uuid import UUID

from pydantic import Field

from app.items.models import Item
from app.items.schemas import Description
from app.items.schemas import ItemRead
from app.items.schemas import Name
from app.items.schemas import Quantity
from app.schemas import Schema


class Stock(Schema):
    """What is there of an item; more will be told here one day."""

    quantity: Quantity = 0


class ItemCreateV2(Schema):
    """All that can be written of an item."""

    name: Name
    description: Description = ""
    stock: Stock = Stock()

    def values(self) -> dict[str, Any]:
        """Return the fields of the model that are written."""
        sent = self.model_dump(exclude={"stock"})
        return {**sent, **self.stock.model_dump()}


class ItemPatchV2(Schema):
    """Some of what can be written; a field that is sent may not be null."""

    name: Name = ""
    description: Description = ""
    stock: Stock = Stock()

    def values(self) -> dict[str, Any]:
        """Return the fields of the model that are written: those that were sent."""
        sent = self.model_dump(exclude={"stock"}, exclude_unset=True)
        return {**sent, **self.stock.model_dump(exclude_unset=True)}


class ItemReadV2(Schema):
    """An item as it is stored."""

    id: UUID
    name: str = Field(examples=["Lamp"])
    description: str = Field(examples=["Gives light"])
    stock: Stock
    version: int = Field(description="Grows with every change; the `ETag` of the item.")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, item: Item | ItemRead) -> Self:
        """Represent a stored item."""
        return cls(
            id=item.id,
            name=item.name,
            description=item.description,
            stock=Stock(quantity=item.quantity),
            version=item.version,
            created_at=item.created_at,
            updated_at=item.updated_at,
        )
