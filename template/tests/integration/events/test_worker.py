"""The worker as a process of its own, which is told to stop while it works."""

import signal

from httpx2 import AsyncClient

from app.database.connection import Database
from tests.fixtures import pausing_worker
from tests.fixtures.bells import waiting
from tests.fixtures.events import another_worker
from tests.fixtures.events import timeline
from tests.fixtures.events import until
from tests.fixtures.items import create_item
from tests.fixtures.process import process

FACTORY = f"{pausing_worker.__name__}:create_app"


class TestSigterm:
    async def test_what_is_being_handled_is_finished_and_nothing_is_lost(
        self, client: AsyncClient, database: Database, namespace: str
    ) -> None:
        items = [await create_item(client) for _ in range(3)]

        async with process(FACTORY) as running:

            async def has_begun() -> bool:
                return pausing_worker.BEGUN in running.log.read_text()

            await until(has_begun)
            running.process.send_signal(signal.SIGTERM)
            assert await running.exit_code() == 0
            assert "Traceback" not in running.log.read_text()
        assert await timeline(client, 1)

        async with another_worker():
            entries = await timeline(client, 3)
        assert sorted(entry["item_id"] for entry in entries) == [item["id"] for item in items]
        assert await waiting(database) == []
