"""Events wait in the database, if what they tell of is stored, and only then."""

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.database.connection import Database
from app.database.session import unit_of_work
from app.events.cloud_event import CloudEvent
from app.events.outbox import MAX_BYTES
from app.events.outbox import Outbox
from app.events.outbox import RequestOutbox
from app.items.events import ItemCreated
from tests.fixtures.app import connect
from tests.fixtures.bells import Note
from tests.fixtures.bells import Rang
from tests.fixtures.bells import numbers
from tests.fixtures.bells import ring
from tests.fixtures.bells import waiting
from tests.fixtures.items import ITEMS
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of


class TestAnnouncements:
    async def test_each_change_of_an_item_is_told_with_the_item_as_key(
        self, client: AsyncClient, database: Database
    ) -> None:
        item = await create_item(client)
        await client.put(path_of(item), json={"name": "Chair"})
        await client.patch(path_of(item), json={"name": "Table"})
        await client.delete(path_of(item))

        messages = await waiting(database)

        assert {(message.topic, message.key) for message in messages} == {("items", item["id"])}
        told = [CloudEvent.parse(message.body) for message in messages]
        assert [(event.type, event.data["name"]) for event in told] == [
            ("item.created.v1", "Lamp"),
            ("item.updated.v1", "Chair"),
            ("item.updated.v1", "Table"),
            ("item.deleted.v1", "Table"),
        ]

    async def test_what_is_refused_is_not_told(
        self, client: AsyncClient, database: Database
    ) -> None:
        item = await create_item(client)
        seen = {"If-Match": '"4711"'}

        assert (await client.post(ITEMS, json={})).status_code == 422
        refused = await client.patch(path_of(item), json={"name": "Chair"}, headers=seen)
        assert refused.status_code == 412

        assert len(await waiting(database)) == 1

    async def test_what_is_rolled_back_was_never_told(
        self, client: AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add = Outbox.add

        async def add_and_crash(outbox: Outbox, event: ItemCreated, *, key: object) -> None:
            await add(outbox, event, key=key)
            raise RuntimeError

        monkeypatch.setattr(Outbox, "add", add_and_crash)

        assert (await client.post(ITEMS, json={"name": "Lamp"})).status_code == 500
        assert await waiting(database) == []
        assert (await client.get(ITEMS)).json()["total"] == 0


class TestRequestOutbox:
    async def test_an_endpoint_can_tell_something_in_its_transaction(
        self, app: FastAPI, database: Database
    ) -> None:
        bells = FastAPI()
        bells.state = app.state

        @bells.post("/bells")
        async def ring_bell(outbox: RequestOutbox) -> None:
            await outbox.add(Rang(times=3), key="tower")

        (await connect(bells).post("/bells")).raise_for_status()

        [message] = await waiting(database)
        assert (message.topic, message.key) == ("bells", "tower")


class TestOrder:
    async def test_events_stay_in_the_order_of_their_transactions(
        self, database: Database
    ) -> None:
        for number in (1, 3, 5):
            await ring(database, number, number + 1)

        assert numbers(await waiting(database)) == [1, 2, 3, 4, 5, 6]


class TestSize:
    async def test_what_some_broker_would_not_take_belongs_into_a_file(
        self, database: Database
    ) -> None:
        async with unit_of_work(database, []) as session:
            await Outbox(session).add(Note(text="x" * (MAX_BYTES - 1000)), key="note")
            with pytest.raises(ValueError, match=r"note\.written\.v1 has \d+ bytes"):
                await Outbox(session).add(Note(text="x" * MAX_BYTES), key="note")
