"""The rules about items, and others hear of every change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.etags import Seen
from app.events.outbox import Outbox
from app.items.events import ItemCreated
from app.items.events import ItemDeleted
from app.items.events import ItemUpdated
from app.items.models import Item
from app.items.service import ItemService


class AnnouncingItemService(ItemService):
    """Adds an event to each change, in the same transaction."""

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.repository.session)

    async def create(self, **values: Any) -> Item:
        item = await super().create(**values)
        await self.outbox.add(ItemCreated.of(item), key=item.id)
        return item

    async def change(self, item_id: UUID, changes: Mapping[str, Any], seen: Seen) -> Item:
        item = await super().change(item_id, changes, seen)
        await self.outbox.add(ItemUpdated.of(item), key=item.id)
        return item

    async def delete(self, item_id: UUID, seen: Seen) -> Item:
        item = await super().delete(item_id, seen)
        await self.outbox.add(ItemDeleted.of(item), key=item.id)
        return item
