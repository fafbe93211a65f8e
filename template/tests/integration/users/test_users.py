from httpx2 import AsyncClient
from uuid_utils.compat import uuid7

from tests.fixtures.accounts import Account
from tests.fixtures.accounts import log_in
from tests.fixtures.accounts import registration

USERS = "/api/v1/users"


def path_of(account: Account) -> str:
    return f"{USERS}/{account.id}"


class TestEveryEndpoint:
    async def test_it_is_for_admins_only(self, anonymous: AsyncClient, alice: Account) -> None:
        for method, path, body in (
            ("GET", USERS, None),
            ("POST", USERS, registration()),
            ("GET", path_of(alice), None),
            ("PATCH", path_of(alice), {"is_admin": True}),
            ("DELETE", path_of(alice), None),
        ):
            assert (await anonymous.request(method, path, json=body)).status_code == 401
            assert (await alice.client.request(method, path, json=body)).status_code == 403

    async def test_an_unknown_user_is_missing(self, admin: Account) -> None:
        for method, body in (("GET", None), ("PATCH", {"is_admin": True}), ("DELETE", None)):
            response = await admin.client.request(method, f"{USERS}/{uuid7()}", json=body)
            assert response.status_code == 404
            assert response.json()["type"] == "urn:problem:user-not-found"

    async def test_admins_keep_their_own_rights(self, admin: Account) -> None:
        own = path_of(admin)
        for method, body in (("PATCH", {"is_admin": False}), ("DELETE", None)):
            response = await admin.client.request(method, own, json=body)
            assert response.status_code == 403
            assert response.json()["type"] == "urn:problem:own-account"

        assert (await admin.client.get(own)).json()["is_admin"] is True


class TestListUsers:
    async def test_the_newest_come_first(
        self, admin: Account, alice: Account, bob: Account
    ) -> None:
        response = await admin.client.get(USERS, params={"limit": 2})

        page = response.json()
        assert [user["username"] for user in page["items"]] == [bob.username, alice.username]
        assert page["total"] == 3
        assert response.links["next"]["url"] == "?limit=2&offset=2"


class TestCreateUser:
    async def test_somebody_gets_an_account(self, admin: Account, anonymous: AsyncClient) -> None:
        body = registration()

        response = await admin.client.post(USERS, json=body)

        assert response.status_code == 201
        assert response.json()["is_admin"] is False
        login = await log_in(anonymous, body["username"], body["password"])
        assert login.status_code == 200

    async def test_a_name_that_is_taken_is_refused(self, admin: Account, alice: Account) -> None:
        response = await admin.client.post(USERS, json=registration(username=alice.username))

        assert response.status_code == 409


class TestReadUser:
    async def test_a_user_is_shown_without_the_password(
        self, admin: Account, alice: Account
    ) -> None:
        response = await admin.client.get(path_of(alice))

        assert response.status_code == 200
        assert response.json()["username"] == alice.username
        assert "password" not in response.text


class TestPatchUser:
    async def test_who_is_shut_out_is_signed_out_everywhere(
        self, admin: Account, alice: Account, anonymous: AsyncClient
    ) -> None:
        response = await admin.client.patch(path_of(alice), json={"is_active": False})

        assert response.json()["is_active"] is False
        assert not await alice.is_signed_in()
        assert (await alice.refresh()).status_code == 401
        assert (await log_in(anonymous, alice.username, alice.password)).status_code == 401

    async def test_who_is_let_in_again_signs_in_anew(self, admin: Account, alice: Account) -> None:
        await admin.client.patch(path_of(alice), json={"is_active": False})
        await admin.client.patch(path_of(alice), json={"is_active": True})

        assert not await alice.is_signed_in()
        assert await (await alice.sign_in()).is_signed_in()

    async def test_what_is_not_sent_is_not_changed(self, admin: Account, alice: Account) -> None:
        response = await admin.client.patch(path_of(alice), json={"is_admin": True})

        assert (response.json()["is_admin"], response.json()["is_active"]) == (True, True)

    async def test_nothing_else_can_be_changed(self, admin: Account, alice: Account) -> None:
        for field in ("id", "email", "username", "password", "created_at"):
            response = await admin.client.patch(path_of(alice), json={field: True})
            assert response.status_code == 422, field


class TestDeleteUser:
    async def test_a_deleted_user_is_gone_with_all_sessions(
        self, admin: Account, alice: Account, anonymous: AsyncClient
    ) -> None:
        response = await admin.client.delete(path_of(alice))

        assert (response.status_code, response.content) == (204, b"")
        assert not await alice.is_signed_in()
        assert (await alice.refresh()).status_code == 401
        assert (await log_in(anonymous, alice.username, alice.password)).status_code == 401
        assert (await admin.client.get(path_of(alice))).status_code == 404

    async def test_the_name_is_free_again(
        self, admin: Account, alice: Account, anonymous: AsyncClient
    ) -> None:
        await admin.client.delete(path_of(alice))

        response = await anonymous.post(
            "/api/v1/auth/register", json=registration(username=alice.username)
        )

        assert response.status_code == 201
