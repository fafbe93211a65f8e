from collections.abc import Callable
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from uuid_utils.compat import uuid7

from app.imports import service
from tests.fixtures.files import PNG
from tests.fixtures.files import upload
from tests.fixtures.imports import IMPORTS
from tests.fixtures.imports import JOBS
from tests.fixtures.imports import lamps
from tests.fixtures.imports import post_import
from tests.fixtures.imports import read
from tests.fixtures.imports import take
from tests.fixtures.imports import take_step
from tests.fixtures.imports import total
from tests.fixtures.imports import work


class TestRequest:
    async def test_it_is_accepted_and_tells_where_the_job_is(self, client: AsyncClient) -> None:
        response = await post_import(client, lamps(3))

        assert response.status_code == 202
        job = response.json()
        assert response.headers["Location"] == f"{JOBS}/{job['id']}"
        assert (job["kind"], job["status"]) == ("import", "queued")
        assert (job["done"], job["total"], job["refused"]) == (0, None, 0)
        assert (job["started_at"], job["ended_at"]) == (None, None)
        assert await read(client, response.headers["Location"]) == job

    async def test_nothing_happens_before_the_worker_takes_the_first_step(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        await post_import(client, lamps(3))

        assert await total(client) == 0
        assert await take_step(app)

    async def test_an_unknown_file_is_missing(self, app: FastAPI, client: AsyncClient) -> None:
        response = await client.post(IMPORTS, json={"file_id": str(uuid7())})

        assert response.status_code == 404
        assert response.json()["type"] == "urn:problem:file-not-found"
        assert await take(app) == []

    async def test_a_file_of_another_type_is_refused(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        response = await post_import(client, PNG)

        assert response.status_code == 422
        assert response.json()["type"] == "urn:problem:file-not-importable"
        assert "image/png" in response.json()["detail"]
        assert await take(app) == []

    async def test_a_file_that_is_too_large_for_one_look_is_refused(
        self, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "MAX_BYTES", 10)

        response = await post_import(client, lamps(1))

        assert response.status_code == 422
        assert response.json()["detail"] == "It has more than 10 bytes"

    async def test_what_names_no_file_is_refused(self, client: AsyncClient) -> None:
        for body in ({}, {"file_id": "1"}, {"file_id": str(uuid7()), "rows": 1}):
            assert (await client.post(IMPORTS, json=body)).status_code == 422, body

    async def test_what_cannot_be_stored_is_not_accepted(
        self,
        app: FastAPI,
        client: AsyncClient,
        break_commits: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        file = await upload(client, lamps(1))
        break_commits()

        response = await client.post(IMPORTS, json={"file_id": file["id"]})

        assert response.status_code == 503
        monkeypatch.undo()
        assert await take(app) == []


class TestIdempotencyKey:
    async def test_the_same_request_is_one_job(self, app: FastAPI, client: AsyncClient) -> None:
        file = await upload(client, lamps(3))
        headers = {"Idempotency-Key": str(uuid4())}
        body = {"file_id": file["id"]}

        first, second = [await client.post(IMPORTS, json=body, headers=headers) for _ in range(2)]

        assert (first.status_code, second.status_code) == (202, 202)
        assert first.content == second.content
        assert first.headers["Location"] == second.headers["Location"]
        assert second.headers["Idempotent-Replayed"] == "true"
        await work(app)
        assert await total(client) == 3


class TestJob:
    async def test_an_unknown_job_is_missing(self, client: AsyncClient) -> None:
        response = await client.get(f"{JOBS}/{uuid7()}")

        assert response.status_code == 404
        assert response.json()["type"] == "urn:problem:job-not-found"

    async def test_what_is_no_id_is_refused(self, client: AsyncClient) -> None:
        assert (await client.get(f"{JOBS}/1")).status_code == 422


class TestDocument:
    def test_every_answer_is_declared(self, app: FastAPI) -> None:
        paths = app.openapi()["paths"]
        accepted = paths[IMPORTS]["post"]["responses"]

        assert accepted.keys() >= {"202", "404", "409", "422"}
        assert accepted["202"]["headers"].keys() == {"Location"}
        assert paths[JOBS + "/{job_id}"]["get"]["responses"].keys() >= {"200", "404", "422"}
