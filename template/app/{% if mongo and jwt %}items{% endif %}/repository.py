"""All queries about items."""

from typing import Any
from uuid import UUID

from app.database.connection import Session
from app.database.repository import SoftDeletingRepository
from app.items.models import Item


class ItemRepository(SoftDeletingRepository[Item]):
    """The items of one owner; for this repository nobody else's exist."""

    model = Item

    def __init__(self, session: Session, owner_id: UUID) -> None:
        super().__init__(session)
        self.owner_id = owner_id

    def visible(self) -> dict[str, Any]:
        return {**super().visible(), "owner_id": self.owner_id}

    async def create(self, **values: Any) -> Item:
        """Store a new item of this owner."""
        return await self.add(Item(owner_id=self.owner_id, **values))
