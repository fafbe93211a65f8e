"""The HTTP side of what is in stock."""

from app.cached_answers import CachedAnswers
from app.inventory.dependencies import InventoryRead
from app.inventory.schemas import Sku
from app.inventory.schemas import StockRead
from app.routing import Router

FRESH = 5.0  # seconds

router = Router(prefix="/inventory", tags=["inventory"])


@router.get("/{sku}", responses={502: {}})
async def read_stock(sku: Sku, inventory: InventoryRead, answers: CachedAnswers) -> StockRead:
    """Return how many of an article are in stock, as the inventory said some seconds ago."""
    return await answers.get_or_load(StockRead, lambda: inventory.read_stock(sku), ttl=FRESH)
