from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.fixtures.accounts import Account
from tests.fixtures.files import upload
from tests.fixtures.imports import IMPORTS
from tests.fixtures.imports import lamps
from tests.fixtures.imports import request_import
from tests.fixtures.imports import total
from tests.fixtures.imports import work


class TestAnonymous:
    async def test_nobody_imports_or_looks_without_signing_in(
        self, anonymous: AsyncClient, client: AsyncClient
    ) -> None:
        job = await request_import(client, lamps(1))
        file = await upload(client, lamps(1))

        for response in (
            await anonymous.get(job),
            await anonymous.post(IMPORTS, json={"file_id": file["id"]}),
        ):
            assert response.status_code == 401


class TestScopes:
    async def test_each_is_needed(self, alice: Account) -> None:
        file = await upload(alice.client, lamps(1))
        body = {"file_id": file["id"]}
        job = await request_import(alice.client, lamps(1))

        for scope, status in (
            ("files:read", 403),
            ("items:write", 403),
            ("files:read items:write", 202),
        ):
            client = (await alice.sign_in(scope)).client
            assert (await client.post(IMPORTS, json=body)).status_code == status, scope
            assert (await client.get(job)).status_code == 403, scope
        assert (await (await alice.sign_in("items:read")).client.get(job)).status_code == 200


class TestSomebodyElse:
    async def test_their_file_looks_missing(self, alice: Account, bob: Account) -> None:
        file = await upload(alice.client, lamps(1))

        response = await bob.client.post(IMPORTS, json={"file_id": file["id"]})

        assert response.status_code == 404
        assert response.json()["type"] == "urn:problem:file-not-found"

    async def test_their_job_looks_missing(self, alice: Account, bob: Account) -> None:
        job = await request_import(alice.client, lamps(1))

        response = await bob.client.get(job)

        assert response.status_code == 404
        assert response.json()["type"] == "urn:problem:job-not-found"

    async def test_the_items_belong_to_whoever_asked_for_them(
        self, app: FastAPI, alice: Account, bob: Account
    ) -> None:
        await request_import(alice.client, lamps(3))

        await work(app)

        assert (await total(alice.client), await total(bob.client)) == (3, 0)


class TestDeletedAccount:
    async def test_its_imports_end(self, app: FastAPI, alice: Account, admin: Account) -> None:
        await request_import(alice.client, lamps(3))
        await admin.client.delete(f"/api/v1/users/{alice.id}")

        told = await work(app)

        assert any(b'"failed"' in body for body in told)
