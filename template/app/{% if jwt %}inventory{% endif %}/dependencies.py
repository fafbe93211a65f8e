"""What an endpoint asks for to work with the inventory."""

from typing import Annotated

from fastapi import Security
from starlette.requests import HTTPConnection

from app.auth.dependencies import EarlyPrincipal
from app.auth.scopes import ITEMS_READ
from app.inventory.service import Inventory


async def get_inventory(connection: HTTPConnection, _: EarlyPrincipal) -> Inventory:
    inventory: Inventory = connection.app.state.inventory
    return inventory


InventoryRead = Annotated[Inventory, Security(get_inventory, scopes=[ITEMS_READ])]
