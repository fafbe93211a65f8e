"""The HTTP side of items, version 2: only the contract is new, the rules are the same."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi import Response

from app.etags import IfMatch
from app.etags import IfNoneMatch
from app.etags import tagged
from app.items.dependencies import CreateOnce
from app.items.dependencies import ItemsRead
from app.items.dependencies import ItemsWrite
from app.items.responses import CHANGED
from app.items.responses import CREATED
from app.items.responses import DELETED
from app.items.responses import FOUND
from app.items.responses import LISTED
from app.items.search import ItemCursorQuery
from app.items.v2.schemas import ItemCreateV2
from app.items.v2.schemas import ItemPatchV2
from app.items.v2.schemas import ItemReadV2
from app.pagination import CursorPage
from app.pagination import PageLinks
from app.routing import Router

router = Router(prefix="/items", tags=["items"])


@router.post("", status_code=201, response_model=ItemReadV2, responses=CREATED)
async def create_item(
    body: ItemCreateV2, items: ItemsWrite, once: CreateOnce, response: Response
) -> Response:
    """Store a new item; sent again with the same `Idempotency-Key`, it is stored once."""

    async def create() -> ItemReadV2:
        return tagged(response, ItemReadV2.of(await items.create(**body.values())))

    return await once.answer(201, create)


@router.get("", responses=LISTED)
async def list_items(
    query: Annotated[ItemCursorQuery, Query()], items: ItemsRead, links: PageLinks
) -> CursorPage[ItemReadV2]:
    """Return a page of items, by default the newest first.

    Walking on by `next_cursor` shows everything once, even while items are added.
    """
    found, more = await items.list_behind(query.position(), query.search(), limit=query.limit)
    next_cursor = query.cursor_behind(found[-1]) if more else None
    links.add_next(query, next_cursor)
    return CursorPage(items=list(map(ItemReadV2.of, found)), next_cursor=next_cursor)


@router.get("/{item_id}", responses=FOUND)
async def read_item(item_id: UUID, items: ItemsRead, kept: IfNoneMatch) -> ItemReadV2:
    """Return one item."""
    return kept.compare(ItemReadV2.of(await items.read(item_id)))


@router.put("/{item_id}", responses=CHANGED)
async def replace_item(
    item_id: UUID, body: ItemCreateV2, items: ItemsWrite, seen: IfMatch, response: Response
) -> ItemReadV2:
    """Replace all that can be written of an item."""
    return tagged(response, ItemReadV2.of(await items.change(item_id, body.values(), seen)))


@router.patch("/{item_id}", responses=CHANGED)
async def patch_item(
    item_id: UUID, body: ItemPatchV2, items: ItemsWrite, seen: IfMatch, response: Response
) -> ItemReadV2:
    """Change the fields that are sent, and leave the others."""
    return tagged(response, ItemReadV2.of(await items.change(item_id, body.values(), seen)))


@router.delete("/{item_id}", status_code=204, responses=DELETED)
async def delete_item(item_id: UUID, items: ItemsWrite, seen: IfMatch) -> None:
    """Delete an item."""
    await items.delete(item_id, seen)
