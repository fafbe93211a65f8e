import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from httpx2 import AsyncClient
from starlette.datastructures import State

from app.breaker import BreakerPolicy
from app.database.connection import Database
from app.database.connection import Session
from app.http_client.connections import open_client
from app.inventory.service import Inventory
from tests.fixtures.items import ITEMS
from tests.fixtures.other_services import STOCK
from tests.fixtures.other_services import settings_for
from tests.fixtures.upstream import Behaviour
from tests.fixtures.upstream import Upstream
from tests.fixtures.upstream import after
from tests.fixtures.upstream import answer
from tests.fixtures.upstream import dribble
from tests.fixtures.upstream import flood
from tests.fixtures.upstream import hang
from tests.fixtures.upstream import hang_up
from tests.fixtures.upstream import reset
from tests.fixtures.upstream import say

BEGINNING = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n"
FINE = answer(body={"quantity": 3})
OUTAGES: dict[str, Behaviour] = {
    "500": answer(500),
    "503": answer(503),
    "429": answer(429),
    "hangs": hang,
    "slow": after(30, FINE),
    "dribbles": dribble(BEGINNING),
    "hangs up": hang_up,
    "resets": reset,
    "stops in the middle": say(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"),
    "no HTTP": say(b"220 mail.test ESMTP\r\n\r\n"),
    "bad chunk": say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nlarge\r\n"),
}
NONSENSE: dict[str, Behaviour] = {
    "endless": flood(BEGINNING),
    "no JSON": answer(body=b"<html>"),
    "empty": answer(body=b""),
    "no UTF-8": answer(body=b'{"quantity": "\xff"}'),
    "deep": answer(body=b"[" * 100_000),
    "another type": answer(body=[3]),
    "no quantity": answer(body={}),
    "null": answer(body={"quantity": None}),
    "negative": answer(body={"quantity": -1}),
    "infinite": answer(body=b'{"quantity": 1e400}'),
    "compressed": answer(body={"quantity": 3}, Content_Encoding="gzip"),
    "no content": answer(204, b""),
    "redirect": answer(302, Location="http://169.254.169.254/"),
    "unauthenticated": answer(401),
    "bad request": answer(400),
}


class TestReadStock:
    async def test_the_inventory_knows(self, client: AsyncClient, inventory: Upstream) -> None:
        response = await client.get(STOCK)

        assert response.status_code == 200
        assert response.json() == {"sku": "LAMP-01", "in_stock": 3}
        assert [asked.target for asked in inventory.asked] == ["/stock/LAMP-01"]

    async def test_the_inventory_is_told_the_id_of_the_request(
        self, client: AsyncClient, inventory: Upstream
    ) -> None:
        response = await client.get(STOCK)

        assert inventory.asked[0].headers["x-request-id"] == response.headers["X-Request-ID"]

    async def test_what_it_said_a_moment_ago_is_not_asked_again(
        self, client: AsyncClient, inventory: Upstream
    ) -> None:
        answers = [(await client.get(STOCK)).json() for _ in range(3)]

        assert answers == 3 * [{"sku": "LAMP-01", "in_stock": 3}]
        assert len(inventory.asked) == 1

    async def test_what_else_it_says_does_not_matter(
        self, client: AsyncClient, inventory: Upstream
    ) -> None:
        inventory.behave(answer(body={"quantity": 0, "shelf": "B 7"}))

        assert (await client.get(STOCK)).json() == {"sku": "LAMP-01", "in_stock": 0}

    async def test_what_it_does_not_know_is_missing(
        self, client: AsyncClient, inventory: Upstream
    ) -> None:
        inventory.behave(answer(404))

        response = await client.get(STOCK)

        assert response.status_code == 404
        assert response.json()["type"] == "urn:problem:sku-not-found"

    @pytest.mark.parametrize("sku", ["..", ".", "a%2Fb", "%2e%2e%2fadmin", "a b", "a" * 65, "ä"])
    async def test_it_is_not_asked_for_what_is_no_sku(
        self, client: AsyncClient, inventory: Upstream, sku: str
    ) -> None:
        response = await client.get(f"/api/v1/inventory/{sku}")

        assert response.status_code in {404, 422}
        assert inventory.hits == 0


class TestOutage:
    @pytest.mark.parametrize("behaviour", OUTAGES.values(), ids=OUTAGES)
    async def test_an_inventory_that_gives_no_answer_is_a_503_in_time(
        self, client: AsyncClient, hurried_inventory: Upstream, behaviour: Behaviour
    ) -> None:
        hurried_inventory.behave(behaviour)

        began = time.monotonic()
        response = await client.get(STOCK)

        assert time.monotonic() - began < 3
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert response.json()["type"] == "urn:problem:inventory-unavailable"

    @pytest.mark.parametrize("behaviour", NONSENSE.values(), ids=NONSENSE)
    async def test_an_inventory_that_answers_nonsense_is_a_502_in_time(
        self, client: AsyncClient, inventory: Upstream, behaviour: Behaviour
    ) -> None:
        inventory.behave(behaviour)

        began = time.monotonic()
        response = await client.get(STOCK)

        assert time.monotonic() - began < 3
        assert response.status_code == 502
        assert response.json()["type"] == "urn:problem:inventory-not-understood"

    @pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://inventory.invalid"])
    async def test_an_inventory_that_is_not_there_is_a_503(
        self, client: AsyncClient, state: State, url: str
    ) -> None:
        async with open_client("inventory", settings_for(url)) as its_client:
            state.inventory = Inventory(its_client)
            response = await client.get(STOCK)

        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0

    async def test_callers_wait_as_long_as_the_inventory_says(
        self, client: AsyncClient, inventory: Upstream
    ) -> None:
        inventory.behave(answer(503, Retry_After="30"))

        assert (await client.get(STOCK)).headers["Retry-After"] == "30"

    async def test_after_some_failures_it_is_left_alone(
        self, client: AsyncClient, inventory: Upstream
    ) -> None:
        inventory.behave(answer(500))
        for _ in range(BreakerPolicy().minimum):
            await client.get(STOCK)

        inventory.behave(FINE)
        response = await client.get(STOCK)

        assert (response.status_code, inventory.hits) == (503, 0)
        assert 1 <= int(response.headers["Retry-After"]) <= BreakerPolicy().open_for

    async def test_everything_else_works_and_the_service_is_ready(
        self, client: AsyncClient, inventory: Upstream
    ) -> None:
        inventory.behave(reset)
        assert (await client.get(STOCK)).status_code == 503

        assert (await client.get(ITEMS)).status_code == 200
        assert (await client.get("/ready")).status_code == 200


class Counted:
    """A database that knows how many of its sessions are open."""

    def __init__(self, database: Database) -> None:
        self.open = 0
        self._database = database
        self.deadline = database.deadline

    @asynccontextmanager
    async def session(self, *, read_only: bool = False) -> AsyncIterator[Session]:
        async with self._database.session(read_only=read_only) as session:
            self.open += 1
            yield session
            self.open -= 1


class TestSession:
    async def test_none_is_kept_open_while_the_inventory_thinks(
        self, client: AsyncClient, inventory: Upstream, state: State
    ) -> None:
        state.database = database = Counted(state.database)
        seen = []

        async def look(writer: asyncio.StreamWriter) -> None:
            seen.append(database.open)
            await FINE(writer)

        inventory.behave(look)
        assert (await client.get(STOCK)).status_code == 200

        assert seen == [0]
