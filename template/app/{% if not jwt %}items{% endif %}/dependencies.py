"""What an endpoint asks for to work with items."""

from typing import Annotated

from fastapi import Depends

from app.cache import CachedReads
from app.cache import SharedCache
from app.database.after_commit import AfterCommit
from app.database.session import DatabaseSession
from app.idempotency.dependencies import Once
from app.idempotency.dependencies import get_once
from app.items.repository import ItemRepository
from app.items.schemas import ItemRead
from app.items.service import ItemService


async def get_items(
    session: DatabaseSession, cache: SharedCache, after_commit: AfterCommit
) -> ItemService:
    return ItemService(
        ItemRepository(session), CachedReads(cache, "items", ItemRead), after_commit
    )


ItemsRead = Annotated[ItemService, Depends(get_items)]
ItemsWrite = Annotated[ItemService, Depends(get_items)]
CreateOnce = Annotated[Once, Depends(get_once)]
