import asyncio

import pytest
from httpx2 import AsyncClient

from app.database.connection import Database
from tests.fixtures.items import ITEMS
from tests.fixtures.items import create_item


class TestDatabase:
    @pytest.fixture
    def database(self, committing_database: Database) -> Database:
        return committing_database

    async def test_concurrent_writers_wait_for_one_another(self, client: AsyncClient) -> None:
        await asyncio.gather(*(create_item(client) for _ in range(10)))

        assert (await client.get(ITEMS)).json()["total"] == 10
