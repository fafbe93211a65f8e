from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.fixtures.app import another_replica
from tests.fixtures.app import connect
from tests.fixtures.items import ITEMS
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of


class TestReplicas:
    async def test_a_change_at_one_is_seen_at_the_other(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        item = await create_item(client)
        async with another_replica(app) as replica:
            other = connect(replica, headers=client.headers)
            assert (await other.get(path_of(item))).json() == item

            patched = (await client.patch(path_of(item), json={"quantity": 1})).json()

            assert (await other.get(path_of(item))).json() == patched

    async def test_requests_to_both_are_counted_together(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        async with another_replica(app) as replica:
            other = connect(replica, headers=client.headers)

            left = [
                int((await asked.get(ITEMS)).headers["RateLimit-Remaining"])
                for asked in (client, other, client)
            ]

        assert left == [left[0], left[0] - 1, left[0] - 2]
