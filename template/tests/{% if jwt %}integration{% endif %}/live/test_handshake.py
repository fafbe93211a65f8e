"""Who may open a socket."""

import asyncio
import logging
from collections.abc import Callable

import jwt
import pytest
from fastapi import FastAPI
from structlog.typing import EventDict

from tests.fixtures.accounts import Account
from tests.fixtures.live import Server


class TestAccessToken:
    async def test_it_opens_a_socket(self, server: Server, alice: Account) -> None:
        async with server.connect(alice.client) as talker:
            assert talker.id == str(alice.id)

    async def test_nobody_comes_in_without_one(self, server: Server) -> None:
        refusal = await server.refuses()

        assert refusal.status_code == 401
        assert refusal.headers["WWW-Authenticate"] == "Bearer"
        assert refusal.headers["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize(
        "header",
        ["", "Bearer", "Bearer ", "Bearer garbage", "Basic {}", "{}", "Bearer {}x", "Bearer {} x"],
    )
    async def test_nobody_comes_in_with_anything_else(
        self, server: Server, alice: Account, header: str
    ) -> None:
        headers = {"Authorization": header.format(alice.access_token)}

        assert (await server.refuses(additional_headers=headers)).status_code == 401

    async def test_a_refresh_token_is_none(self, server: Server, alice: Account) -> None:
        headers = {"Authorization": f"Bearer {alice.refresh_token}"}

        assert (await server.refuses(additional_headers=headers)).status_code == 401

    async def test_an_expired_one_is_none(
        self, app: FastAPI, server: Server, alice: Account
    ) -> None:
        claims = jwt.decode(alice.access_token, options={"verify_signature": False})
        expired = app.state.auth.tokens.sign("at+jwt", claims | {"exp": claims["exp"] - 86_400})
        headers = {"Authorization": f"Bearer {expired}"}

        assert (await server.refuses(additional_headers=headers)).status_code == 401

    @pytest.mark.parametrize("name", ["token", "access_token", "ticket", "authorization"])
    async def test_it_has_no_place_in_a_url(
        self, server: Server, alice: Account, our_site: str, name: str
    ) -> None:
        query = f"?{name}={alice.access_token}"

        assert (await server.refuses(query=query, origin=our_site)).status_code == 401

    async def test_no_other_sites_page_gets_in_with_it(
        self, server: Server, alice: Account, our_site: str
    ) -> None:
        refusal = await server.refuses(alice.client, origin=f"{our_site}.evil.example")

        assert refusal.status_code == 403


class TestTicket:
    async def test_it_opens_one_socket(
        self, server: Server, alice: Account, our_site: str
    ) -> None:
        ticket = await buy(alice)

        async with server.connect(query=ticket, origin=our_site) as talker:
            assert talker.id == str(alice.id)
            assert (await server.refuses(query=ticket, origin=our_site)).status_code == 401

    async def test_only_users_get_one(self, alice: Account, our_site: str) -> None:
        client = alice.client
        del client.headers["Authorization"]

        assert (await client.post("/api/v1/live/tickets")).status_code == 401

    async def test_no_cache_keeps_it(self, alice: Account) -> None:
        response = await alice.client.post("/api/v1/live/tickets")

        assert response.status_code == 201
        assert response.json()["expires_in"] == 30
        assert response.headers["Cache-Control"] == "no-store"

    async def test_it_has_128_bits_of_chance_and_more(self, alice: Account) -> None:
        tickets = [await buy(alice) for _ in range(5)]

        assert len(set(tickets)) == len(tickets)
        assert all(len(ticket) >= 22 + len("?ticket=") for ticket in tickets)

    async def test_it_expires(
        self, server: Server, alice: Account, our_site: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.live.tickets.LIFETIME", 0.02)
        ticket = await buy(alice)

        await asyncio.sleep(0.04)

        assert (await server.refuses(query=ticket, origin=our_site)).status_code == 401

    async def test_it_is_of_no_use_to_the_pages_of_another_site(
        self, server: Server, alice: Account
    ) -> None:
        refusal = await server.refuses(query=await buy(alice), origin="https://evil.example")

        assert refusal.status_code == 403

    async def test_a_program_that_names_no_site_may_use_it(
        self, server: Server, alice: Account
    ) -> None:
        async with server.connect(query=await buy(alice)) as talker:
            assert talker.id == str(alice.id)

    async def test_it_is_worth_nothing_after_signing_out(
        self, server: Server, alice: Account, our_site: str
    ) -> None:
        ticket = await buy(alice)

        await alice.client.post("/api/v1/auth/logout")

        assert (await server.refuses(query=ticket, origin=our_site)).status_code == 401

    async def test_no_log_shows_it(
        self,
        server: Server,
        alice: Account,
        our_site: str,
        caplog: pytest.LogCaptureFixture,
        log: list[EventDict],
    ) -> None:
        caplog.set_level(logging.INFO)
        used, unused = await buy(alice), await buy(alice)

        async with server.connect(query=used, origin=our_site):
            await server.refuses(query=unused, origin="https://evil.example")

        assert '"WebSocket /api/v1/live" [accepted]' in caplog.text
        assert '"WebSocket /api/v1/live" 403' in caplog.text
        assert used not in caplog.text
        assert unused not in caplog.text
        assert {event["status"] for event in log if event["event"] == "request"} >= {101, 403}
        assert used not in str(log)
        assert unused not in str(log)


class TestConnectionsPerUser:
    @pytest.fixture
    def database(self, committing_database: object) -> object:
        """Let handshakes happen at the same time."""
        return committing_database

    async def test_a_user_has_so_many_sockets_only(
        self, server: Server, alice: Account, bob: Account, limit: Callable[..., None]
    ) -> None:
        limit(connections_per_user=1)
        async with server.connect(alice.client):
            assert (await server.refuses(alice.client)).status_code == 429
            async with server.connect(bob.client) as talker:
                assert talker.id == str(bob.id)

    async def test_nobody_gets_more_by_being_quick(
        self, server: Server, alice: Account, limit: Callable[..., None]
    ) -> None:
        limit(connections_per_user=3)
        attempts = [server.connect(alice.client) for _ in range(10)]

        outcomes = await asyncio.gather(
            *(attempt.__aenter__() for attempt in attempts), return_exceptions=True
        )

        opened = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
        assert len(opened) == 3
        for talker in opened:
            await talker.socket.close()


async def buy(account: Account) -> str:
    """Get a ticket, and return it as the query of a URL."""
    response = await account.client.post("/api/v1/live/tickets")
    return f"?ticket={response.raise_for_status().json()['ticket']}"
