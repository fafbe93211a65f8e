"""The HTTP side of items."""

from uuid import UUID

from fastapi import APIRouter

from app.items.dependencies import ItemsRead
from app.items.dependencies import ItemsWrite
from app.items.schemas import ItemCreate
from app.items.schemas import ItemPatch
from app.items.schemas import ItemRead
from app.pagination import Page
from app.pagination import Paging

router = APIRouter(prefix="/items", tags=["items"])


@router.post("", status_code=201)
async def create_item(body: ItemCreate, items: ItemsWrite) -> ItemRead:
    """Store a new item."""
    return ItemRead.of(await items.create(body))


@router.get("")
async def list_items(paging: Paging, items: ItemsRead) -> Page[ItemRead]:
    """Return a page of items, the newest first."""
    found, total = await items.list(limit=paging.limit, offset=paging.offset)
    return Page.of(map(ItemRead.of, found), total, paging)


@router.get("/{item_id}")
async def read_item(item_id: UUID, items: ItemsRead) -> ItemRead:
    """Return one item."""
    return await items.read(item_id)


@router.put("/{item_id}")
async def replace_item(item_id: UUID, body: ItemCreate, items: ItemsWrite) -> ItemRead:
    """Replace all that can be written of an item."""
    return ItemRead.of(await items.change(item_id, body.model_dump()))


@router.patch("/{item_id}")
async def patch_item(item_id: UUID, body: ItemPatch, items: ItemsWrite) -> ItemRead:
    """Change the fields that are sent, and leave the others."""
    return ItemRead.of(await items.change(item_id, body.model_dump(exclude_unset=True)))


@router.delete("/{item_id}", status_code=204)
async def delete_item(item_id: UUID, items: ItemsWrite) -> None:
    """Delete an item."""
    await items.delete(item_id)
