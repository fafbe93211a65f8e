"""All queries about items."""

from typing import Any

from app.database.repository import SoftDeletingRepository
from app.items.models import Item


class ItemRepository(SoftDeletingRepository[Item]):
    """All items."""

    model = Item

    async def create(self, **values: Any) -> Item:
        """Store a new item."""
        return await self.add(Item(**values))
