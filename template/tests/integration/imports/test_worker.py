"""An import as a whole, through the real database and the real broker."""

import asyncio
from typing import Any

import pytest
from httpx2 import AsyncClient

from app.database.connection import Database
from tests.fixtures.events import PATIENCE
from tests.fixtures.events import POLL
from tests.fixtures.events import another_worker
from tests.fixtures.imports import ROWS
from tests.fixtures.imports import lamps
from tests.fixtures.imports import read
from tests.fixtures.imports import request_import
from tests.fixtures.imports import total

ITEMS = ROWS + 1


@pytest.fixture
def database(committing_database: Database) -> Database:
    return committing_database


async def begun(client: AsyncClient, job: str) -> None:
    """Wait until something of a job is done."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if (await read(client, job))["done"]:
                return
            await asyncio.sleep(POLL)


async def ended(client: AsyncClient, job: str) -> dict[str, Any]:
    """Wait until a job has ended."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if (found := await read(client, job))["ended_at"]:
                return found
            await asyncio.sleep(POLL)


class TestWorker:
    async def test_it_begins_with_what_was_accepted_before_it_started(
        self, client: AsyncClient, namespace: str
    ) -> None:
        job = await request_import(client, lamps(ITEMS))

        async with another_worker():
            found = await ended(client, job)

        assert (found["status"], found["done"], found["total"]) == ("succeeded", ITEMS, ITEMS)
        assert await total(client) == ITEMS

    async def test_another_one_goes_on_where_the_first_has_stopped(
        self, client: AsyncClient, namespace: str
    ) -> None:
        job = await request_import(client, lamps(5 * ROWS))
        async with another_worker():
            await begun(client, job)

        async with another_worker():
            found = await ended(client, job)

        assert (found["status"], found["done"]) == ("succeeded", 5 * ROWS)
        assert await total(client) == 5 * ROWS

    async def test_two_share_several_imports(self, client: AsyncClient, namespace: str) -> None:
        async with another_worker(), another_worker():
            jobs = [await request_import(client, lamps(ITEMS)) for _ in range(3)]
            statuses = [(await ended(client, job))["status"] for job in jobs]

        assert statuses == ["succeeded"] * 3
        assert await total(client) == 3 * ITEMS
