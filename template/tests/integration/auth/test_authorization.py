from fastapi import FastAPI
from httpx2 import AsyncClient
from uuid_utils.compat import uuid7

from app.database.session import unit_of_work
from app.items.repository import ItemRepository
from tests.fixtures.accounts import Account
from tests.fixtures.accounts import bearer
from tests.fixtures.app import connect
from tests.fixtures.forgery import forge
from tests.fixtures.items import ITEMS
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of

PUBLIC = {
    ("GET", "/health"),
    ("GET", "/ready"),
    ("GET", "/info"),
    ("POST", "/api/v1/auth/register"),
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/refresh"),
    ("POST", "/api/v1/auth/logout"),
}
"""What anybody may ask; every other operation needs a session."""

USERS = "/api/v1/users"


class TestDefaultDeny:
    async def test_only_what_is_public_answers_without_a_session(
        self, app: FastAPI, anonymous: AsyncClient
    ) -> None:
        answered = set()
        for path, operations in app.openapi()["paths"].items():
            for method in map(str.upper, operations):
                response = await anonymous.request(method, path.format_map(AnyId()))
                if response.status_code != 401:
                    answered.add((method, path))

        assert answered == PUBLIC


class AnyId(dict[str, str]):
    """An id for every parameter of a path."""

    def __missing__(self, name: str) -> str:
        return str(uuid7())


def item_operations(app: FastAPI) -> list[tuple[str, str]]:
    """Return every method and path that concerns one item."""
    return [
        (method.upper(), path)
        for path, operations in app.openapi()["paths"].items()
        for method in operations
        if "{item_id}" in path
    ]


class TestScopes:
    async def test_reading_needs_its_scope(self, alice: Account) -> None:
        item = await create_item(alice.client)
        reader, writer = await alice.sign_in("items:read"), await alice.sign_in("items:write")

        for path in (ITEMS, path_of(item)):
            assert (await reader.client.get(path)).status_code == 200
            assert (await writer.client.get(path)).status_code == 403

    async def test_writing_needs_its_scope(self, alice: Account) -> None:
        item = await create_item(alice.client)
        reader, writer = await alice.sign_in("items:read"), await alice.sign_in("items:write")

        for method, path, body, success in (
            ("POST", ITEMS, {"name": "Lamp"}, 201),
            ("PUT", path_of(item), {"name": "Chair"}, 200),
            ("PATCH", path_of(item), {"quantity": 1}, 200),
            ("DELETE", path_of(item), None, 204),
        ):
            refused = await reader.client.request(method, path, json=body)
            assert refused.status_code == 403
            assert refused.json()["type"] == "urn:problem:missing-scope"
            assert (await writer.client.request(method, path, json=body)).status_code == success

    async def test_a_session_without_scopes_is_still_somebodys(self, alice: Account) -> None:
        assert await (await alice.sign_in("unknown")).is_signed_in()


class TestAdmin:
    async def test_an_admin_may_and_others_may_not(self, alice: Account, admin: Account) -> None:
        assert (await admin.client.get(USERS)).status_code == 200
        assert (await alice.client.get(USERS)).status_code == 403

    async def test_an_admins_narrowed_token_is_not_enough(self, admin: Account) -> None:
        narrow = await admin.sign_in("items:read items:write")

        assert (await narrow.client.get(USERS)).status_code == 403

    async def test_what_a_token_claims_is_not_believed(self, app: FastAPI, alice: Account) -> None:
        token = forge({**alice.claims, "scope": "admin items:read items:write"})

        client = connect(app, headers=bearer(token))

        assert (await client.get(USERS)).status_code == 403
        assert (await client.get(ITEMS)).status_code == 200

    async def test_who_is_no_admin_any_more_is_refused_at_once(
        self, admin: Account, bob: Account
    ) -> None:
        await admin.client.patch(f"{USERS}/{bob.id}", json={"is_admin": True})
        bob = await bob.sign_in()
        assert (await bob.client.get(USERS)).status_code == 200

        await admin.client.patch(f"{USERS}/{bob.id}", json={"is_admin": False})

        assert (await bob.client.get(USERS)).status_code == 403
        assert await bob.is_signed_in()


class TestOwnership:
    async def test_somebody_elses_item_looks_missing(
        self, app: FastAPI, alice: Account, bob: Account, admin: Account
    ) -> None:
        item = await create_item(alice.client)
        await alice.client.get(path_of(item))
        operations = item_operations(app)
        assert len(operations) == 8  # four in each version

        for somebody in (bob, admin):
            for method, path in operations:
                body = {"name": "Mine"} if method in ("PUT", "PATCH") else None
                theirs = await somebody.client.request(
                    method, path.format(item_id=item["id"]), json=body
                )
                missing = await somebody.client.request(
                    method, path.format(item_id=uuid7()), json=body
                )
                assert theirs.status_code == missing.status_code == 404
                assert theirs.json() | {"request_id": ""} == missing.json() | {"request_id": ""}
        assert (await alice.client.get(path_of(item))).json() == item

    async def test_ones_own_does_not(self, app: FastAPI, alice: Account) -> None:
        for method, path in item_operations(app):
            item = await create_item(alice.client)
            body = {"name": "Mine"} if method in ("PUT", "PATCH") else None
            mine = await alice.client.request(method, path.format(item_id=item["id"]), json=body)
            assert mine.is_success, (method, path)

    async def test_two_users_may_choose_the_same_idempotency_key(
        self, alice: Account, bob: Account
    ) -> None:
        key = {"Idempotency-Key": "the-same-for-everybody"}

        hers = await alice.client.post(ITEMS, json={"name": "Lamp"}, headers=key)
        his = await bob.client.post(ITEMS, json={"name": "Lamp"}, headers=key)

        assert hers.status_code == his.status_code == 201
        assert hers.json()["id"] != his.json()["id"]

    async def test_a_list_holds_ones_own_items_only(self, alice: Account, bob: Account) -> None:
        item = await create_item(alice.client)
        await create_item(bob.client)

        page = (await alice.client.get(ITEMS)).json()

        assert (page["items"], page["total"]) == ([item], 1)

    async def test_an_admin_owns_no_more_than_others(self, alice: Account, admin: Account) -> None:
        item = await create_item(alice.client)

        assert (await admin.client.get(path_of(item))).status_code == 404

    async def test_a_deleted_user_takes_their_items_along(
        self, app: FastAPI, alice: Account, admin: Account
    ) -> None:
        await create_item(alice.client)

        await admin.client.delete(f"{USERS}/{alice.id}")

        async with unit_of_work(app.state.database, []) as session:
            assert await ItemRepository(session, owner_id=alice.id).count() == 0
