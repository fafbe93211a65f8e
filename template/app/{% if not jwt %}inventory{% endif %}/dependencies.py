"""What an endpoint asks for to work with the inventory."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.inventory.service import Inventory


async def get_inventory(connection: HTTPConnection) -> Inventory:
    inventory: Inventory = connection.app.state.inventory
    return inventory


InventoryRead = Annotated[Inventory, Depends(get_inventory)]
