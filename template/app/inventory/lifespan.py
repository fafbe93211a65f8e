"""The client of the inventory, for as long as the process lives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.http_client.connections import open_client
from app.inventory.service import Inventory
from app.inventory.settings import InventorySettings


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Provide `state.inventory`; without the inventory the service is ready all the same."""
    async with open_client("inventory", InventorySettings.load()) as client:
        app.state.inventory = Inventory(client)
        yield
