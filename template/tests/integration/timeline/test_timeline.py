"""The timeline over HTTP; what it says is handed to its consumer here, without a broker."""

from collections.abc import Awaitable
from collections.abc import Callable

import pytest
from httpx2 import AsyncClient
from starlette.datastructures import State

from app.database.connection import Database
from app.events.inbox import Inbox
from app.timeline.consumer import timeline
from tests.fixtures.bells import waiting
from tests.fixtures.events import TIMELINE
from tests.fixtures.items import create_item
from tests.fixtures.items import links
from tests.fixtures.items import names
from tests.fixtures.items import path_of

CatchUp = Callable[[], Awaitable[None]]


@pytest.fixture
def catch_up(state: State, database: Database) -> CatchUp:
    """Hands to the timeline whatever has been told so far."""
    inbox = Inbox(timeline, state, attempts=1)

    async def receive_all() -> None:
        for message in await waiting(database):
            await inbox.receive(message.body)

    return receive_all


class TestTimeline:
    async def test_it_tells_every_change_the_latest_first(
        self, client: AsyncClient, catch_up: CatchUp
    ) -> None:
        item = await create_item(client)
        changed = (await client.patch(path_of(item), json={"name": "Chair"})).json()
        await client.delete(path_of(item))
        await catch_up()

        deleted, updated, created = (await client.get(TIMELINE)).json()["items"]

        assert created.pop("happened_at") <= updated.pop("happened_at")
        assert created == {
            "item_id": item["id"],
            "change": "created",
            "name": "Lamp",
            "version": item["version"],
        }
        assert (updated["change"], updated["version"]) == ("updated", changed["version"])
        assert (deleted["change"], deleted["name"]) == ("deleted", "Chair")

    async def test_it_is_empty_before_anything_happens(self, client: AsyncClient) -> None:
        assert (await client.get(TIMELINE)).json()["items"] == []

    async def test_what_comes_again_is_told_once(
        self, client: AsyncClient, catch_up: CatchUp
    ) -> None:
        await create_item(client)

        await catch_up()
        await catch_up()

        assert (await client.get(TIMELINE)).json()["total"] == 1

    async def test_it_comes_in_pages(self, client: AsyncClient, catch_up: CatchUp) -> None:
        for number in range(5):
            await create_item(client, name=f"Lamp {number}")
        await catch_up()

        first = await client.get(TIMELINE, params={"limit": 2})
        second = await client.get(links(first)["next"])

        assert names(first) == ["Lamp 4", "Lamp 3"]
        assert names(second) == ["Lamp 2", "Lamp 1"]
        assert first.json()["total"] == 5
