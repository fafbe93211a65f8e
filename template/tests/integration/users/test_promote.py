import pytest

from app.database.connection import Database
from app.users.promote import promote
from tests.fixtures.accounts import Account


class TestPromote:
    """On the real database, which the command opens for itself."""

    @pytest.fixture
    def database(self, committing_database: Database) -> Database:
        return committing_database

    async def test_a_user_becomes_an_admin(self, alice: Account) -> None:
        await promote(alice.username.upper())

        assert (await (await alice.sign_in()).client.get("/api/v1/users")).status_code == 200

    async def test_an_unknown_name_is_told(self) -> None:
        with pytest.raises(SystemExit, match="There is no user called nobody"):
            await promote("nobody")
