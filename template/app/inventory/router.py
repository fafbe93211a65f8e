"""The HTTP side of what is in stock."""

from fastapi import APIRouter

from app.inventory.dependencies import InventoryRead
from app.inventory.schemas import Sku
from app.inventory.schemas import StockRead

router = APIRouter(prefix="/inventory", tags=["inventory"])


@router.get("/{sku}")
async def read_stock(sku: Sku, inventory: InventoryRead) -> StockRead:
    """Return how many of an article are in stock, as the inventory service says."""
    return await inventory.read_stock(sku)
