import time
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import text

from app.database.connection import Database
from app.main import create_app
from tests.fixtures.app import connect
from tests.fixtures.app import started
from tests.fixtures.items import ITEMS


@pytest.fixture
def database(committing_database: Database) -> Database:
    """Data that another replica sees, too."""
    return committing_database


@pytest.fixture
async def replica(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FastAPI]:
    """The service, somewhat impatient."""
    monkeypatch.setenv("DATABASE_TIMEOUT", "1")
    async with started(create_app()) as replica:
        yield replica


class TestLocked:
    async def test_a_writer_waits_so_long_only_and_readers_do_not_wait(
        self, database: Database, replica: FastAPI, client: AsyncClient
    ) -> None:
        its_client = connect(replica, headers=client.headers)
        async with database.session() as writer:
            await writer.execute(text("SELECT 1"))

            began = time.monotonic()
            refused = await its_client.post(ITEMS, json={"name": "Lamp"})
            waited = time.monotonic() - began
            read = await its_client.get(ITEMS)

        assert refused.status_code == 503
        assert 1 <= waited < 2
        assert read.status_code == 200
        assert (await its_client.post(ITEMS, json={"name": "Lamp"})).status_code == 201
