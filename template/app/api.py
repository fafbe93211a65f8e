"""The table of contents of the API: one import and one line per feature."""

from fastapi import APIRouter

from app.files.router import router as files
from app.inventory.router import router as inventory
from app.items.router import router as items

api = APIRouter(prefix="/api/v1")
api.include_router(files)
api.include_router(inventory)
api.include_router(items)
