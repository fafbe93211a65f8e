import pytest
from httpx2 import AsyncClient
from pwdlib import PasswordHash
from sqlalchemy import QueuePool
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.datastructures import State

from app.database.connection import Database
from tests.fixtures.accounts import Account
from tests.fixtures.accounts import log_in


class TestConnections:
    """On the real pool."""

    @pytest.fixture
    def database(
        self, state: State, engine: AsyncEngine, committing_database: Database
    ) -> Database:
        state.database = Database(engine)
        return committing_database

    @pytest.fixture
    def pool(self, engine: AsyncEngine) -> QueuePool:
        assert isinstance(engine.pool, QueuePool)
        return engine.pool

    async def test_somebody_who_signs_in_holds_none_while_the_password_is_hashed(
        self,
        anonymous: AsyncClient,
        alice: Account,
        pool: QueuePool,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        held: list[int] = []
        verify = PasswordHash.verify_and_update

        def look(hasher: PasswordHash, password: str, stored: str) -> tuple[bool, str | None]:
            held.append(pool.checkedout())
            return verify(hasher, password, stored)

        monkeypatch.setattr(PasswordHash, "verify_and_update", look)
        response = await log_in(anonymous, alice.username, alice.password)

        assert (response.status_code, held) == (200, [0])

    async def test_a_query_holds_one(self, pool: QueuePool, engine: AsyncEngine) -> None:
        async with Database(engine).session() as session:
            await session.execute(text("SELECT 1"))
            assert pool.checkedout() == 1
