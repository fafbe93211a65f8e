"""Hashes take long: nothing else may have to wait for them."""

import pytest
from httpx2 import AsyncClient

from app.database.connection import Database
from tests.fixtures.accounts import Account
from tests.fixtures.accounts import log_in
from tests.fixtures.accounts import registration
from tests.fixtures.accounts import update_user
from tests.integration.auth.hashing import Hashing

ME = "/api/v1/users/me"


@pytest.fixture
def hashing(monkeypatch: pytest.MonkeyPatch) -> Hashing:
    return Hashing(monkeypatch)


class TestWritersMeanwhile:
    """On the real database, where a transaction may keep others waiting."""

    @pytest.fixture
    def database(self, committing_database: Database) -> Database:
        return committing_database

    @pytest.fixture(autouse=True)
    async def write_meanwhile(self, hashing: Hashing, alice: Account, bob: Account) -> None:
        hashing.meanwhile(lambda: bob.client.patch(ME, json={"username": "bobby"}))

    async def test_they_do_not_wait_for_somebody_who_signs_in(
        self, hashing: Hashing, anonymous: AsyncClient, alice: Account
    ) -> None:
        response = await log_in(anonymous, alice.username, alice.password)

        assert (response.status_code, hashing.answers) == (200, [200])

    async def test_nor_for_somebody_who_registers(
        self, hashing: Hashing, anonymous: AsyncClient
    ) -> None:
        response = await anonymous.post("/api/v1/auth/register", json=registration())

        assert (response.status_code, hashing.answers) == (201, [200])

    async def test_nor_for_somebody_who_changes_the_password(
        self, hashing: Hashing, alice: Account
    ) -> None:
        body = {"current_password": alice.password, "new_password": "alice rides a bike"}

        response = await alice.client.patch(f"{ME}/password", json=body)

        assert (response.status_code, hashing.answers) == (204, [200, 200])

    async def test_nor_for_somebody_who_changes_the_address(
        self, hashing: Hashing, alice: Account
    ) -> None:
        body = {"email": "alina@example.com", "current_password": alice.password}

        response = await alice.client.patch(ME, json=body)

        assert (response.status_code, hashing.answers) == (200, [200])


class TestChangesMeanwhile:
    """What was true when the password was checked may not be true any more."""

    async def test_a_user_who_was_deactivated_meanwhile_does_not_get_in(
        self, hashing: Hashing, anonymous: AsyncClient, alice: Account
    ) -> None:
        hashing.meanwhile(lambda: update_user(alice, is_active=False))

        response = await log_in(anonymous, alice.username, alice.password)

        assert response.status_code == 401
        assert response.json()["type"] == "urn:problem:invalid-credentials"

    async def test_a_password_that_was_changed_meanwhile_is_good_for_nothing(
        self, hashing: Hashing, anonymous: AsyncClient, alice: Account
    ) -> None:
        hashing.meanwhile(lambda: update_user(alice, password_hash="another"))

        login = await log_in(anonymous, alice.username, alice.password)

        assert login.status_code == 401

    async def test_nor_for_another_change(self, hashing: Hashing, alice: Account) -> None:
        hashing.meanwhile(lambda: update_user(alice, password_hash="another"))
        body = {"email": "alina@example.com", "current_password": alice.password}

        response = await alice.client.patch(ME, json=body)

        assert response.status_code == 422
        assert response.json()["type"] == "urn:problem:wrong-password"
