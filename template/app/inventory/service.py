"""What is in stock, which another service knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from app.errors import BadAnswer
from app.errors import Unavailable
from app.http_client.answers import understand
from app.http_client.client import ServiceClient
from app.inventory.errors import InventoryNotUnderstood
from app.inventory.errors import InventoryUnavailable
from app.inventory.errors import SkuNotFound
from app.inventory.schemas import StockAnswer
from app.inventory.schemas import StockRead


@contextmanager
def inventory_errors() -> Iterator[None]:
    """Say of what goes wrong that it is the inventory."""
    try:
        yield
    except Unavailable as error:
        raise InventoryUnavailable(retry_after=error.retry_after) from error
    except BadAnswer as error:
        raise InventoryNotUnderstood from error


@dataclass(frozen=True)
class Inventory:
    """Asks the inventory."""

    client: ServiceClient

    async def read_stock(self, sku: str) -> StockRead:
        """Return how many of an article there are, or raise what `errors` lists."""
        with inventory_errors():
            response = await self.client.request("GET", "stock", sku)
            if response.status_code == HTTPStatus.NOT_FOUND:
                raise SkuNotFound
            answer = understand(response, StockAnswer)
        return StockRead(sku=sku, in_stock=answer.quantity)
