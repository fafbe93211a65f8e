"""Items without any layer between FastAPI and the driver."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
from fastapi import FastAPI
from fastapi import Request

from benchmarks.references.bare import read_health
from benchmarks.references.schemas import ItemRead

ONE = """
    SELECT id, name, description, quantity, version, created_at, updated_at FROM items
    WHERE id = $1
"""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open connections."""
    url = os.environ["DATABASE_URL"].replace("+asyncpg", "")
    async with asyncpg.create_pool(url, min_size=10, max_size=10) as pool:
        app.state.pool = pool
        yield


async def read_item(item_id: UUID, request: Request) -> ItemRead:
    """Return one item."""
    row = await request.app.state.pool.fetchrow(ONE, item_id)
    return ItemRead.model_construct(**row)


app = FastAPI(openapi_url=None, lifespan=lifespan)
app.add_api_route("/health", read_health)
app.add_api_route("/items/{item_id}", read_item)
