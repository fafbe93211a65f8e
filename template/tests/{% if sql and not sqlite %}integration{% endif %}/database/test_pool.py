import asyncio
from contextlib import AsyncExitStack

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import text

from app.database.connection import Database
from tests.fixtures.outages import POOL
from tests.fixtures.outages import TIMEOUT
from tests.fixtures.outages import is_unavailable
from tests.fixtures.outages import timed


@pytest.fixture
def database(committing_database: Database) -> Database:
    """Data that another replica sees, too."""
    return committing_database


class TestExhausted:
    async def test_who_gets_no_connection_in_time_is_refused_and_the_next_is_not(
        self, replica: FastAPI, its_client: AsyncClient
    ) -> None:
        async with AsyncExitStack() as held:
            for _ in range(POOL):
                session = await held.enter_async_context(replica.state.database.session())
                await session.execute(text("SELECT 1"))

            answers = await asyncio.gather(*(timed(its_client) for _ in range(3 * POOL)))
            health, _ = await timed(its_client, "/health")

        assert all(is_unavailable(answer) for answer, _ in answers)
        assert max(seconds for _, seconds in answers) < TIMEOUT + 1
        assert health.status_code == 200
        answer, seconds = await timed(its_client)
        assert answer.status_code == 200
        assert seconds < 1
