import asyncio
from threading import Thread

import pytest
from httpx2 import AsyncClient
from sqlalchemy import make_url
from sqlalchemy import text

from app.database import liveness
from app.database.connection import Database
from app.database.engine import create_engine
from app.database.settings import DatabaseSettings
from tests.fixtures import server
from tests.fixtures.items import ITEMS
from tests.fixtures.outages import POOL
from tests.fixtures.proxy import Proxy


@pytest.fixture
def database(committing_database: Database) -> Database:
    """Data that another replica sees, too."""
    return committing_database


class TestRest:
    async def test_a_connection_that_rested_is_asked_before_it_is_used(
        self, proxy: Proxy, its_client: AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(liveness, "REST", 0.0)
        proxy.cut()
        proxy.mend()

        answers = [await its_client.get(ITEMS) for _ in range(2 * POOL)]

        assert [answer.status_code for answer in answers] == [200] * len(answers)


class TestGoodbye:
    async def test_it_is_heard_before_the_event_loop_has_read_it(self, database_url: str) -> None:
        engine = create_engine(DatabaseSettings.load())
        database = Database(engine)
        async with database.session(read_only=True) as session:
            pid = await session.scalar(text("SELECT pg_backend_pid()"))

        elsewhere = Thread(target=end, args=(database_url, pid))
        elsewhere.start()
        elsewhere.join()  # the loop stands still meanwhile

        async with database.session(read_only=True) as session:
            assert await session.scalar(text("SELECT pg_backend_pid()")) != pid
        await engine.dispose()


def end(database_url: str, pid: int) -> None:
    """Let the server end a connection, and wait until it has."""
    url = make_url(database_url)
    statement = f"SELECT pg_terminate_backend({pid}, 10000)"
    asyncio.run(server.execute(url, str(url.database), statement))
