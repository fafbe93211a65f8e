"""From a change over HTTP to its effect, through the real database and the real broker."""

from typing import Any

import pytest
from httpx2 import AsyncClient

from app.request_id import current_request_id
from app.request_id import current_trace_id
from app.timeline import consumer
from tests.fixtures.events import another_worker
from tests.fixtures.events import timeline
from tests.fixtures.items import ITEMS
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class TestEffect:
    async def test_every_change_of_an_item_is_in_the_timeline(
        self, client: AsyncClient, namespace: str
    ) -> None:
        item = await create_item(client)
        await client.patch(path_of(item), json={"name": "Chair"})
        await client.delete(path_of(item))

        async with another_worker():
            entries = await timeline(client, 3)

        assert {entry["item_id"] for entry in entries} == {item["id"]}
        assert [(entry["change"], entry["name"]) for entry in entries] == [
            ("created", "Lamp"),
            ("updated", "Chair"),
            ("deleted", "Chair"),
        ]

    async def test_it_belongs_to_the_request_that_caused_it(
        self, client: AsyncClient, namespace: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        append = consumer.append
        seen: list[tuple[str, str]] = []

        async def look(*arguments: Any) -> None:
            seen.append((current_request_id.get(), current_trace_id.get()))
            await append(*arguments)

        monkeypatch.setattr(consumer, "append", look)
        caller = {"X-Request-ID": "order-4711_a", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
        await client.post(ITEMS, json={"name": "Lamp"}, headers=caller)

        async with another_worker():
            await timeline(client, 1)

        assert seen == [("order-4711_a", TRACE)]


class TestSeveralWorkers:
    async def test_they_share_what_there_is_to_do(
        self, client: AsyncClient, namespace: str
    ) -> None:
        items = [await create_item(client) for _ in range(20)]

        async with another_worker(), another_worker():
            entries = await timeline(client, 20)

        assert sorted(entry["item_id"] for entry in entries) == [item["id"] for item in items]
