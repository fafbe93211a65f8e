from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.ext.asyncio import async_sessionmaker

from app.auth import models
from app.auth.models import LoginSession
from app.database.connection import Database
from app.database.models import utc_now
from app.database.purge import purge
from tests.fixtures.accounts import Account


class TestExpiredSessions:
    @pytest.fixture
    def database(self, committing_database: Database) -> Database:
        return committing_database

    @pytest.mark.parametrize(("age", "left"), [(timedelta(), 1), (timedelta(days=8), 0)])
    async def test_they_are_purged_and_live_ones_are_not(
        self,
        alice: Account,
        engine: AsyncEngine,
        monkeypatch: pytest.MonkeyPatch,
        age: timedelta,
        left: int,
    ) -> None:
        monkeypatch.setattr(models, "utc_now", lambda: utc_now() + age)
        sessions = async_sessionmaker(engine)

        await purge(sessions)

        async with sessions() as session:
            stored = await session.get(LoginSession, alice.session_id)
        assert (stored is not None) == left
