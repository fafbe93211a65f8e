"""All queries about items."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncSession

from app.database.repository import SoftDeletingRepository
from app.items.models import Item


class ItemRepository(SoftDeletingRepository[Item]):
    """The items of one owner; for this repository nobody else's exist."""

    model = Item

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        super().__init__(session, owner_id=owner_id)

    @classmethod
    def visible(cls) -> Select[Item]:
        return super().visible().where(Item.owner_id == bindparam("owner_id"))

    async def create(self, **values: Any) -> Item:
        """Store a new item of this owner."""
        return await self.add(Item(**self.bound, **values))
