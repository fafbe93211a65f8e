"""Two replicas that share one Redis look like one service."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.live.audiences import EVERYONE
from app.live.schemas import Announced
from tests.fixtures.app import another_replica
from tests.fixtures.app import connect
from tests.fixtures.live import Server
from tests.fixtures.live import serving
from tests.fixtures.proxy import Proxy


@pytest.fixture
async def elsewhere(app: FastAPI) -> AsyncIterator[Server]:
    """Another replica's server."""
    async with another_replica(app) as replica, serving(replica) as server:
        yield server


async def heard(client: AsyncClient, live: str) -> bool:
    """Wait until a replica says this of the line to the others."""
    async with asyncio.timeout(5):
        while True:
            if (await client.get("/ready")).json()["checks"]["live"] == live:
                return True
            await asyncio.sleep(0.02)


class TestReplicas:
    async def test_a_room_spans_them_and_each_message_arrives_once_and_in_order(
        self, server: Server, elsewhere: Server, client: AsyncClient
    ) -> None:
        async with server.connect(client) as anne, elsewhere.connect(client) as bob:
            await bob.join("lobby")
            await anne.join("lobby")
            await bob.hear_of("joined")

            for number in range(20):
                await anne.ask("say", room="lobby", text=str(number))

            for talker in anne, bob:
                said = [await talker.hear_of("said") for _ in range(20)]
                assert [message["text"] for message in said] == [str(n) for n in range(20)]
                assert [message["number"] for message in said] == list(range(1, 21))
                await talker.ask("ping")
                while (message := await talker.hear())["type"] != "pong":
                    assert message["type"] != "said"

    async def test_a_personal_message_finds_its_reader(
        self, server: Server, elsewhere: Server, client: AsyncClient
    ) -> None:
        async with server.connect(client) as anne, elsewhere.connect(client) as bob:
            await anne.ask("tell", to=bob.id, text="psst")

            assert (await bob.hear())["text"] == "psst"

    async def test_the_service_speaks_to_everyone_through_any_of_them(
        self, app: FastAPI, elsewhere: Server, client: AsyncClient
    ) -> None:
        async with elsewhere.connect(client) as bob:
            app.state.hub.send(EVERYONE, Announced(text="closing time"))

            assert (await bob.hear())["text"] == "closing time"

    async def test_presence_tells_who_is_on_any_of_them(
        self, server: Server, elsewhere: Server, client: AsyncClient
    ) -> None:
        async with server.connect(client) as anne:
            async with elsewhere.connect(client) as bob:
                await anne.join("lobby")
                await bob.join("lobby")
                await bob.ask("who", room="lobby")
                assert set((await bob.hear_of("present"))["members"]) == {anne.id, bob.id}

            await anne.hear_of("left")
            await anne.ask("who", room="lobby")
            assert (await anne.hear_of("present"))["members"] == [anne.id]

    async def test_a_message_that_was_lost_on_the_way_leaves_a_gap_in_the_numbers(
        self, app: FastAPI, server: Server, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = app.state.redis.get_connection_kwargs()
        async with Proxy(address["host"], address["port"]).listening() as proxy:
            monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{proxy.port}/{address['db']}")
            async with (
                another_replica(app) as replica,
                serving(replica) as far,
                server.connect(client) as anne,
                far.connect(client) as bob,
            ):
                await bob.join("lobby")
                await anne.join("lobby")
                await bob.hear_of("joined")

                await anne.ask("say", room="lobby", text="you hear this")
                assert (await bob.hear_of("said"))["number"] == 1
                proxy.cut()
                await heard(connect(replica), "failed")
                await anne.ask("say", room="lobby", text="but not this")
                await anne.hear_of("said")
                await anne.hear_of("said")
                proxy.mend()
                await heard(connect(replica), "ok")
                await anne.ask("say", room="lobby", text="and this again")

                assert (await bob.hear_of("said"))["number"] == 3

    async def test_readiness_tells_that_they_hear_each_other(self, client: AsyncClient) -> None:
        assert (await client.get("/ready")).json()["checks"]["live"] == "ok"
