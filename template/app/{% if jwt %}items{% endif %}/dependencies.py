"""What an endpoint asks for to work with the caller's items."""

from typing import Annotated

from fastapi import Security

from app.auth.dependencies import CurrentPrincipal
from app.auth.scopes import ITEMS_READ
from app.auth.scopes import ITEMS_WRITE
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
    session: DatabaseSession,
    principal: CurrentPrincipal,
    cache: SharedCache,
    after_commit: AfterCommit,
) -> ItemService:
    return ItemService(
        ItemRepository(session, owner_id=principal.user_id),
        CachedReads(cache, f"items:{principal.user_id}", ItemRead),
        after_commit,
    )


ItemsRead = Annotated[ItemService, Security(get_items, scopes=[ITEMS_READ])]
ItemsWrite = Annotated[ItemService, Security(get_items, scopes=[ITEMS_WRITE])]
CreateOnce = Annotated[Once, Security(get_once, scopes=[ITEMS_WRITE])]
