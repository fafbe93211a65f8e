"""The rules about items."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.cache import CachedReads
from app.database.after_commit import Action
from app.items.errors import ItemNotFound
from app.items.models import Item
from app.items.repository import ItemRepository
from app.items.schemas import ItemCreate
from app.items.schemas import ItemRead


@dataclass
class ItemService:
    """Works on the items that its repository can see, which may be one owner's."""

    repository: ItemRepository
    reads: CachedReads[ItemRead]
    after_commit: list[Action]

    async def create(self, body: ItemCreate) -> Item:
        """Store a new item."""
        return await self.repository.create(**body.model_dump())

    async def list(self, *, limit: int, offset: int) -> tuple[Sequence[Item], int]:
        """Return a page, the newest first, and how many there are in all."""
        page = await self.repository.list(limit=limit, offset=offset)
        return page, await self.repository.count()

    async def get(self, item_id: UUID) -> Item:
        """Find an item, or raise `ItemNotFound`."""
        if (item := await self.repository.get(item_id)) is None:
            raise ItemNotFound
        return item

    async def read(self, item_id: UUID) -> ItemRead:
        """Represent an item, from the cache when it was read a moment ago."""

        async def load() -> ItemRead:
            return ItemRead.of(await self.get(item_id))

        return await self.reads.get_or_load(item_id, load)

    async def change(self, item_id: UUID, changes: Mapping[str, Any]) -> Item:
        """Store new values of some fields."""
        item = await self.get(item_id)
        self._forget(item_id)
        return await self.repository.update(item, **changes)

    async def delete(self, item_id: UUID) -> None:
        """Delete an item."""
        await self.repository.delete(await self.get(item_id))
        self._forget(item_id)

    def _forget(self, item_id: UUID) -> None:
        self.after_commit.append(lambda: self.reads.forget(item_id))
