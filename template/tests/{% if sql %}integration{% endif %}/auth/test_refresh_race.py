import asyncio

import pytest

from app.database.connection import Database
from tests.fixtures.accounts import Account


class TestRefreshRace:
    """On the real database, which decides who was first."""

    @pytest.fixture
    def database(self, committing_database: Database) -> Database:
        return committing_database

    async def test_of_many_exchanges_of_one_token_one_succeeds_and_the_session_ends(
        self, alice: Account
    ) -> None:
        answers = await asyncio.gather(*(alice.refresh() for _ in range(8)))

        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [200, *[401] * 7]
        [success] = [answer for answer in answers if answer.status_code == 200]
        assert not await alice.with_tokens(success).is_signed_in()
