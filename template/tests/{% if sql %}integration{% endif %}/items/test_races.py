"""Requests that meet: on real connections, with real commits."""

import asyncio
from uuid import uuid4

import pytest
from httpx2 import AsyncClient

from app.database.connection import Database
from tests.fixtures.items import ITEMS
from tests.fixtures.items import ITEMS_V2
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of

AT_ONCE = 8


@pytest.fixture
def database(committing_database: Database) -> Database:
    return committing_database


class TestIfMatch:
    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
    async def test_of_writers_who_have_seen_the_same_version_one_wins(
        self, client: AsyncClient, method: str
    ) -> None:
        path = path_of(await create_item(client))
        body = None if method == "DELETE" else {"name": "Chair"}
        seen = {"If-Match": '"1"'}

        responses = await asyncio.gather(
            *(client.request(method, path, json=body, headers=seen) for _ in range(AT_ONCE))
        )

        statuses = sorted(response.status_code for response in responses)
        assert statuses[0] in (200, 204)
        assert set(statuses[1:]) <= {404, 412}

    async def test_without_it_no_change_is_lost_unnoticed(self, client: AsyncClient) -> None:
        path = path_of(await create_item(client))

        responses = await asyncio.gather(
            *(client.patch(path, json={"quantity": number + 1}) for number in range(AT_ONCE))
        )

        statuses = [response.status_code for response in responses]
        assert set(statuses) <= {200, 409}
        assert (await client.get(path)).json()["version"] == 1 + statuses.count(200)


class TestIdempotencyKey:
    @pytest.mark.parametrize("path", [ITEMS, ITEMS_V2])
    async def test_of_requests_with_the_same_one_has_an_effect(
        self, client: AsyncClient, path: str
    ) -> None:
        key = {"Idempotency-Key": str(uuid4())}

        responses = await asyncio.gather(
            *(client.post(path, json={"name": "Lamp"}, headers=key) for _ in range(AT_ONCE))
        )

        created = {response.content for response in responses if response.status_code == 201}
        assert len(created) == 1
        assert {response.status_code for response in responses} <= {201, 409}
        assert (await client.get(ITEMS)).json()["total"] == 1
