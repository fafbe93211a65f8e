"""The table of contents of the API: one import and one line per feature and version."""

from fastapi import APIRouter

from app.files.router import router as files
from app.inventory.router import router as inventory
from app.items.router import router as items
from app.items.v2.router import router as items_v2

v1 = APIRouter(prefix="/api/v1")
v1.include_router(files)
v1.include_router(inventory)
v1.include_router(items)

v2 = APIRouter(prefix="/api/v2")
v2.include_router(items_v2)
