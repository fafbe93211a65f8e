import asyncio
from datetime import timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.ext.asyncio import async_sessionmaker
from structlog.typing import EventDict

from app.database import models
from app.database import purge
from app.database.connection import Database
from app.database.models import Base
from app.errors import Unavailable
from app.idempotency.models import KeptAnswer
from app.items.models import Item
from tests.fixtures.items import ITEMS
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of


class TestPurge:
    @pytest.fixture
    def database(self, committing_database: Database) -> Database:
        return committing_database

    @pytest.fixture
    def sessions(self, engine: AsyncEngine) -> purge.Sessions:
        return async_sessionmaker(engine)

    @pytest.fixture
    def later(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let everything that has an end be over."""
        now = models.utc_now() + timedelta(days=31)
        monkeypatch.setattr(models, "utc_now", lambda: now)

    async def count(self, sessions: purge.Sessions, model: type[Base]) -> int:
        async with sessions() as session:
            return await session.scalar(select(func.count()).select_from(model)) or 0

    async def test_nothing_goes_before_its_time(
        self, client: AsyncClient, sessions: purge.Sessions
    ) -> None:
        headers = {"Idempotency-Key": "0190163d8694739b"}
        item = (await client.post(ITEMS, json={"name": "Lamp"}, headers=headers)).json()
        await client.delete(path_of(item))

        await purge.purge(sessions)

        assert await self.count(sessions, Item) == 1
        assert await self.count(sessions, KeptAnswer) == 1

    @pytest.mark.usefixtures("later")
    async def test_what_is_over_goes_and_what_is_not_stays(
        self, client: AsyncClient, sessions: purge.Sessions, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(purge, "BATCH", 2)
        kept = await create_item(client)
        for number in range(5):
            headers = {"Idempotency-Key": f"0190163d8694739b{number}"}
            item = (await client.post(ITEMS, json={"name": "Lamp"}, headers=headers)).json()
            await client.delete(path_of(item))

        await purge.purge(sessions)

        assert await self.count(sessions, Item) == 1
        assert await self.count(sessions, KeptAnswer) == 0
        assert (await client.get(path_of(kept))).status_code == 200


class TestKeepPurging:
    async def test_an_outage_is_waited_out(
        self, monkeypatch: pytest.MonkeyPatch, log: list[EventDict]
    ) -> None:
        answers = iter([Unavailable(), asyncio.CancelledError()])

        async def fail(_: object) -> None:
            raise next(answers)

        monkeypatch.setattr(purge, "PAUSE", 0)
        monkeypatch.setattr(purge, "purge", fail)
        with pytest.raises(asyncio.CancelledError):
            await purge.keep_purging(async_sessionmaker())

        assert log[0]["event"] == "nothing is purged"
        assert next(answers, None) is None
