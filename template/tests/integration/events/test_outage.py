"""What callers and consumers notice when the broker, or the way to it, fails."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.fixtures.app import connect
from tests.fixtures.broker_line import Line
from tests.fixtures.events import another_worker
from tests.fixtures.events import is_connected
from tests.fixtures.events import is_cut_off
from tests.fixtures.events import timeline
from tests.fixtures.events import until
from tests.fixtures.items import ITEMS
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of


@pytest.fixture
async def fragile(line: Line) -> AsyncIterator[FastAPI]:
    """A worker at the end of a line to the broker."""
    async with another_worker() as running:
        await until(lambda: is_connected(running))
        yield running


async def change_items(client: AsyncClient) -> list[tuple[str, int]]:
    """Create two items and change them; return what the timeline should say."""
    items = [await create_item(client), await create_item(client)]
    changed = [
        (await client.patch(path_of(item), json={"quantity": number})).raise_for_status().json()
        for number in range(3)
        for item in items
    ]
    return sorted((item["id"], item["version"]) for item in (*items, *changed))


def versions(entries: list[dict[str, Any]]) -> dict[str, list[int]]:
    """Return the versions of each item in the order of the timeline."""
    found: dict[str, list[int]] = {}
    for entry in entries:
        found.setdefault(entry["item_id"], []).append(entry["version"])
    return found


class TestBroker:
    @pytest.mark.parametrize("fail", [Line.cut, Line.freeze])
    async def test_nothing_that_happens_while_it_is_away_is_lost_or_out_of_order(
        self, client: AsyncClient, line: Line, fragile: FastAPI, fail: Any
    ) -> None:
        await create_item(client)
        before = await timeline(client, 1)
        fail(line)

        changes = await change_items(client)
        await until(lambda: is_cut_off(fragile))
        line.mend()
        entries = (await timeline(client, 9))[len(before) :]

        assert sorted((entry["item_id"], entry["version"]) for entry in entries) == changes
        assert all(found == sorted(found) for found in versions(entries).values())

    async def test_a_worker_may_start_before_it(self, client: AsyncClient, line: Line) -> None:
        await create_item(client)
        line.cut()
        async with another_worker() as running:
            assert await is_cut_off(running)

            line.mend()

            assert len(await timeline(client, 1)) == 1
            await until(lambda: is_connected(running))


class TestHealth:
    async def test_a_worker_tells_and_the_api_does_not_mind(
        self, client: AsyncClient, line: Line, fragile: FastAPI
    ) -> None:
        line.cut()

        await until(lambda: is_cut_off(fragile))

        worker = await connect(fragile).get("/ready")
        assert (worker.status_code, worker.json()["status"]) == (200, "degraded")
        assert (await connect(fragile).get("/health")).status_code == 200
        assert (await client.get("/ready")).status_code == 200
        assert (await client.post(ITEMS, json={"name": "Lamp"})).status_code == 201
