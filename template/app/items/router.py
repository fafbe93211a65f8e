"""The HTTP side of items, version 1: it works as ever, and has a successor."""

from datetime import UTC
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from fastapi import Query
from fastapi import Response

from app.deprecation import Deprecated
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
from app.items.schemas import ItemCreate
from app.items.schemas import ItemPatch
from app.items.schemas import ItemRead
from app.items.search import ItemPageQuery
from app.pagination import Page
from app.pagination import PageLinks
from app.routing import Router

deprecated = Deprecated(
    since=datetime(2026, 12, 1, tzinfo=UTC),
    sunset=datetime(2027, 12, 1, tzinfo=UTC),
    prefix="/api/v1",
    successor_prefix="/api/v2",
)

router = Router(
    prefix="/items", tags=["items"], deprecated=True, dependencies=[Depends(deprecated)]
)


@router.post("", status_code=201, response_model=ItemRead, responses=CREATED)
async def create_item(
    body: ItemCreate, items: ItemsWrite, once: CreateOnce, response: Response
) -> Response:
    """Store a new item; sent again with the same `Idempotency-Key`, it is stored once."""

    async def create() -> ItemRead:
        return tagged(response, ItemRead.of(await items.create(**body.model_dump())))

    return await once.answer(201, create)


@router.get("", responses=LISTED)
async def list_items(
    query: Annotated[ItemPageQuery, Query()], items: ItemsRead, links: PageLinks
) -> Page[ItemRead]:
    """Return a page of items, by default the newest first."""
    found, total = await items.list(query.search(), limit=query.limit, offset=query.offset)
    links.add_neighbours(query, total)
    return Page.of(map(ItemRead.of, found), total, query)


@router.get("/{item_id}", responses=FOUND)
async def read_item(item_id: UUID, items: ItemsRead, kept: IfNoneMatch) -> ItemRead:
    """Return one item."""
    return kept.compare(await items.read(item_id))


@router.put("/{item_id}", responses=CHANGED)
async def replace_item(
    item_id: UUID, body: ItemCreate, items: ItemsWrite, seen: IfMatch, response: Response
) -> ItemRead:
    """Replace all that can be written of an item."""
    return tagged(response, ItemRead.of(await items.change(item_id, body.model_dump(), seen)))


@router.patch("/{item_id}", responses=CHANGED)
async def patch_item(
    item_id: UUID, body: ItemPatch, items: ItemsWrite, seen: IfMatch, response: Response
) -> ItemRead:
    """Change the fields that are sent, and leave the others."""
    changes = body.model_dump(exclude_unset=True)
    return tagged(response, ItemRead.of(await items.change(item_id, changes, seen)))


@router.delete("/{item_id}", status_code=204, responses=DELETED)
async def delete_item(item_id: UUID, items: ItemsWrite, seen: IfMatch) -> None:
    """Delete an item."""
    await items.delete(item_id, seen)
