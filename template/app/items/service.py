"""The rules about items."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.cache import CachedReads
from app.database.after_commit import Action
from app.etags import Seen
from app.items.errors import ItemNotFound
from app.items.models import Item
from app.items.repository import ItemRepository
from app.items.schemas import ItemRead
from app.search import Search


@dataclass
class ItemService:
    """Works on the items that its repository can see, which may be one owner's."""

    repository: ItemRepository
    reads: CachedReads[ItemRead]
    after_commit: list[Action]

    async def create(self, **values: Any) -> Item:
        """Store a new item."""
        return await self.repository.create(**values)

    async def list(self, search: Search, *, limit: int, offset: int) -> tuple[Sequence[Item], int]:
        """Return a page of what is searched for, and how many there are in all."""
        page = await self.repository.list(search, limit=limit, offset=offset)
        return page, await self.repository.count(search)

    async def list_behind(
        self, position: Sequence[Any] | None, search: Search, *, limit: int
    ) -> tuple[Sequence[Item], bool]:
        """Return the page that begins behind a position, and whether there is another."""
        found = await self.repository.list_behind(position, search, limit=limit + 1)
        return found[:limit], len(found) > limit

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

    async def change(self, item_id: UUID, changes: Mapping[str, Any], seen: Seen) -> Item:
        """Store new values of some fields, if the caller has seen what they replace."""
        item = await self.get(item_id)
        self._forget(item_id)
        with seen.guard(item.version):
            return await self.repository.update(item, **changes)

    async def delete(self, item_id: UUID, seen: Seen) -> Item:
        """Delete an item, if the caller has seen what goes, and return what it was."""
        item = await self.get(item_id)
        self._forget(item_id)
        with seen.guard(item.version):
            await self.repository.delete(item)
        return item

    def _forget(self, item_id: UUID) -> None:
        self.after_commit.append(lambda: self.reads.forget(item_id))
