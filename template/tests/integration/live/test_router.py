"""The socket as clients know it: a real server, real connections."""

import time
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from starlette.datastructures import State

from app.live.audiences import EVERYONE
from app.live.schemas import Announced
from tests.fixtures.live import Server


class TestRooms:
    async def test_what_one_says_the_others_in_the_room_hear(
        self, server: Server, client: AsyncClient
    ) -> None:
        async with server.connect(client) as anne, server.connect(client) as bob:
            await anne.join("lobby")
            await bob.join("lobby")

            await anne.ask("say", room="lobby", text="hello")

            said = await bob.hear()
            assert said == {
                "type": "said",
                "room": "lobby",
                "sender": {"id": anne.id, "connection": anne.connection},
                "number": 1,
                "text": "hello",
            }

    async def test_who_has_left_hears_no_more(self, server: Server, client: AsyncClient) -> None:
        async with server.connect(client) as anne, server.connect(client) as bob:
            await anne.join("lobby")
            await bob.join("lobby")
            await bob.ask("leave", room="lobby")
            await bob.hear_of("left")

            await anne.ask("say", room="lobby", text="hello")
            await anne.hear_of("said")

            assert await bob.hears_nothing()

    async def test_presence_tells_who_is_there(self, server: Server, client: AsyncClient) -> None:
        async with server.connect(client) as anne, server.connect(client) as bob:
            await anne.join("lobby")
            await bob.join("lobby")

            await anne.ask("who", room="lobby")

            present = await anne.hear_of("present")
            assert set(present["members"]) == {anne.id, bob.id}
            assert present["total"] == len(present["members"])

    async def test_who_hangs_up_has_left(self, server: Server, client: AsyncClient) -> None:
        async with server.connect(client) as anne:
            await anne.join("lobby")
            async with server.connect(client) as bob:
                await bob.join("lobby")

            left = await anne.hear_of("left")
            assert left["member"] == {"id": bob.id, "connection": bob.connection}


class TestOthers:
    async def test_a_personal_message_reaches_its_reader(
        self, server: Server, client: AsyncClient
    ) -> None:
        async with server.connect(client) as anne, server.connect(client) as bob:
            await anne.ask("tell", to=bob.id, text="psst")

            told = await bob.hear()
            assert (told["type"], told["text"]) == ("told", "psst")

    async def test_the_service_can_speak_to_everyone(
        self, app: FastAPI, server: Server, client: AsyncClient
    ) -> None:
        async with server.connect(client) as anne, server.connect(client) as bob:
            app.state.hub.send(EVERYONE, Announced(text="closing time"))

            assert (await anne.hear())["text"] == (await bob.hear())["text"] == "closing time"


class TestLimits:
    async def test_a_mistake_concerns_nobody_else(
        self, server: Server, client: AsyncClient
    ) -> None:
        async with server.connect(client) as anne, server.connect(client) as bob:
            await anne.socket.send("{")

            assert (await anne.hear())["type"] == "refused"
            assert await bob.hears_nothing()

    async def test_bytes_end_the_connection(self, server: Server, client: AsyncClient) -> None:
        async with server.connect(client) as anne:
            await anne.socket.send(b"hello")

            assert await anne.ended() == 1003

    async def test_a_message_that_is_too_large_ends_the_connection(
        self, server: Server, client: AsyncClient, limit: Callable[..., None]
    ) -> None:
        limit(message_bytes=200)
        async with server.connect(client) as anne:
            await anne.ask("tell", to="nobody", text="a" * 100)
            assert await anne.hears_nothing()

            await anne.socket.send(["fragments " * 15, "count together " * 15])

            assert await anne.ended() == 1009

    async def test_a_flood_ends_the_connection(
        self, server: Server, client: AsyncClient, limit: Callable[..., None]
    ) -> None:
        limit(message_burst=5)
        async with server.connect(client) as anne:
            for _ in range(20):
                await anne.ask("ping")

            assert await anne.ended() == 1008

    async def test_no_more_connections_than_a_process_can_serve(
        self, server: Server, client: AsyncClient, limit: Callable[..., None]
    ) -> None:
        limit(connections=1)
        async with server.connect(client) as anne:
            refusal = await server.refuses(client)

            assert await anne.hears_nothing()
        assert refusal.status_code == 503
        assert "Retry-After" in refusal.headers

    async def test_who_does_not_read_delays_nobody_and_is_cut_off(
        self, app: FastAPI, server: Server, client: AsyncClient, limit: Callable[..., None]
    ) -> None:
        limit(queue=4, patience=0.5)
        async with server.connect(client) as anne:
            async with server.connect(client, max_queue=1) as sloth:
                latencies = []
                while len(app.state.hub.listeners(EVERYONE)) == 2:
                    sent = time.monotonic()
                    app.state.hub.send(EVERYONE, Announced(text="a" * 1_000_000))
                    await anne.hear()
                    latencies.append(time.monotonic() - sent)
                assert await sloth.ended() in {1013, 1006}
            assert max(latencies) < 1


class TestOrigin:
    async def test_pages_of_an_allowed_site_may_connect(
        self, server: Server, client: AsyncClient, our_site: str
    ) -> None:
        async with server.connect(client, origin=our_site) as anne:
            assert await anne.hears_nothing()

    @pytest.mark.parametrize(
        "foreign",
        [
            "https://evil.example",
            "https://app.example.com.evil.example",
            "https://evil.example/app.example.com",
            "https://app.example.com:444",
            "https://app.example.com/",
            "http://app.example.com",
            "HTTPS://APP.EXAMPLE.COM",
            "null",
            "",
        ],
    )
    async def test_pages_of_other_sites_may_not(
        self, server: Server, client: AsyncClient, our_site: str, foreign: str
    ) -> None:
        assert foreign != our_site
        refusal = await server.refuses(client, origin=foreign)

        assert refusal.status_code == 403
        assert refusal.headers["Content-Type"] == "application/problem+json"
        assert refusal.json()["type"] == "urn:problem:foreign-origin"

    async def test_programs_name_no_site(self, server: Server, client: AsyncClient) -> None:
        async with server.connect(client) as anne:
            assert await anne.hears_nothing()


class TestDraining:
    async def test_nobody_is_let_in_who_would_have_to_leave_at_once(
        self, state: State, server: Server, client: AsyncClient
    ) -> None:
        async with server.connect(client) as anne:
            state.draining = True

            refusal = await server.refuses(client)

            assert refusal.status_code == 503
            assert refusal.headers["Retry-After"] == "1"
            assert await anne.hears_nothing()
