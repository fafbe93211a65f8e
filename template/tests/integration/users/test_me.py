from httpx2 import AsyncClient

from tests.fixtures.accounts import Account
from tests.fixtures.accounts import log_in

ME = "/api/v1/users/me"
PASSWORD = "/api/v1/users/me/password"


class TestReadMe:
    async def test_one_sees_ones_own_account(self, alice: Account) -> None:
        response = await alice.client.get(ME)

        assert response.status_code == 200
        user = response.json()
        assert (user["id"], user["email"], user["username"]) == (
            str(alice.id),
            alice.email,
            alice.username,
        )

    async def test_asking_is_limited(self, alice: Account) -> None:
        assert "RateLimit-Remaining" in (await alice.client.get(ME)).headers

    async def test_nothing_secret_is_shown(self, alice: Account) -> None:
        fields = (await alice.client.get(ME)).json()

        assert not any(word in field for field in fields for word in ("password", "hash", "token"))

    async def test_it_needs_a_session(self, anonymous: AsyncClient) -> None:
        assert (await anonymous.get(ME)).status_code == 401


class TestPatchMe:
    async def test_the_user_name_changes(self, alice: Account) -> None:
        response = await alice.client.patch(ME, json={"username": "Alina"})

        assert response.status_code == 200
        assert response.json()["username"] == "alina"
        assert response.json()["email"] == alice.email

    async def test_the_address_changes_with_the_password(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        body = {"email": "alina@example.com", "current_password": alice.password}

        response = await alice.client.patch(ME, json=body)

        assert response.json()["email"] == "alina@example.com"
        assert (await log_in(anonymous, alice.email, alice.password)).status_code == 401
        assert (await log_in(anonymous, "alina@example.com", alice.password)).status_code == 200

    async def test_the_address_does_not_change_without_it(self, alice: Account) -> None:
        for proof in ({}, {"current_password": "wrong password"}):
            response = await alice.client.patch(ME, json={"email": "alina@example.com", **proof})
            assert response.status_code == 422
            assert response.json()["type"] == "urn:problem:wrong-password"
        assert (await alice.client.get(ME)).json()["email"] == alice.email

    async def test_a_name_that_is_taken_is_refused(self, alice: Account, bob: Account) -> None:
        for body in (
            {"username": bob.username.upper()},
            {"email": bob.email.upper(), "current_password": alice.password},
        ):
            response = await alice.client.patch(ME, json=body)
            assert response.status_code == 409
            assert response.json()["type"] == "urn:problem:name-taken"
        assert (await alice.client.get(ME)).json()["username"] == alice.username

    async def test_ones_own_name_is_not_taken(self, alice: Account) -> None:
        response = await alice.client.patch(ME, json={"username": alice.username})

        assert response.status_code == 200

    async def test_nobody_grants_themselves_anything(self, alice: Account) -> None:
        before = (await alice.client.get(ME)).json()

        for field in ("id", "is_active", "is_admin", "password", "password_hash", "created_at"):
            assert (await alice.client.patch(ME, json={field: True})).status_code == 422, field
        assert (await alice.client.get(ME)).json() == before


class TestChangePassword:
    async def test_the_new_password_counts_and_the_old_one_does_not(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        body = {"current_password": alice.password, "new_password": "alice rides a bike"}

        response = await alice.client.patch(PASSWORD, json=body)

        assert response.status_code == 204
        old = await log_in(anonymous, alice.username, alice.password)
        new = await log_in(anonymous, alice.username, "alice rides a bike")
        assert (old.status_code, new.status_code) == (401, 200)

    async def test_only_this_session_goes_on(self, alice: Account, bob: Account) -> None:
        laptop = await alice.sign_in()
        body = {"current_password": alice.password, "new_password": "alice rides a bike"}

        await alice.client.patch(PASSWORD, json=body)

        assert await alice.is_signed_in()
        assert (await alice.refresh()).status_code == 200
        assert not await laptop.is_signed_in()
        assert (await laptop.refresh()).status_code == 401
        assert await bob.is_signed_in()

    async def test_it_needs_the_present_one_and_a_good_one(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        laptop = await alice.sign_in()

        for current, new in (
            (None, "alice rides a bike"),
            ("wrong password", "alice rides a bike"),
            (alice.password, "short"),
            (alice.password, "password1"),
            (alice.password, None),
        ):
            body = {"current_password": current, "new_password": new}
            assert (await alice.client.patch(PASSWORD, json=body)).status_code == 422
        assert await laptop.is_signed_in()
        assert (await log_in(anonymous, alice.username, alice.password)).status_code == 200

    async def test_it_needs_a_session(self, anonymous: AsyncClient) -> None:
        assert (await anonymous.patch(PASSWORD, json={})).status_code == 401
