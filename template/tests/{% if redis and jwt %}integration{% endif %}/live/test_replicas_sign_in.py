"""A sign-in is the same on every replica."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from tests.fixtures.accounts import Account
from tests.fixtures.app import another_replica
from tests.fixtures.live import Server
from tests.fixtures.live import serving


@pytest.fixture
async def elsewhere(app: FastAPI, our_site: str) -> AsyncIterator[Server]:
    """Another replica's server, for the same site."""
    async with another_replica(app) as replica, serving(replica) as server:
        replica.state.settings = app.state.settings
        assert our_site in replica.state.settings.allowed_origins
        yield server


class TestReplicas:
    async def test_signing_out_at_one_closes_the_sockets_at_the_other(
        self, elsewhere: Server, alice: Account, bob: Account
    ) -> None:
        async with elsewhere.connect(alice.client) as hers, elsewhere.connect(bob.client) as his:
            await alice.client.post("/api/v1/auth/logout")

            assert await hers.ended() == 4401
            assert await his.hears_nothing()

    async def test_a_new_password_at_one_closes_the_other_sessions_sockets_at_the_other(
        self, elsewhere: Server, alice: Account
    ) -> None:
        phone = await alice.sign_in()
        async with (
            elsewhere.connect(alice.client) as laptop,
            elsewhere.connect(phone.client) as other,
        ):
            change = {"current_password": alice.password, "new_password": f"new {alice.password}"}
            await alice.client.patch("/api/v1/users/me/password", json=change)

            assert await other.ended() == 4401
            assert await laptop.hears_nothing()

    async def test_a_user_who_is_disabled_at_one_is_cut_off_at_the_other(
        self, elsewhere: Server, alice: Account, bob: Account, admin: Account
    ) -> None:
        async with elsewhere.connect(alice.client) as hers, elsewhere.connect(bob.client) as his:
            await admin.client.patch(f"/api/v1/users/{alice.id}", json={"is_active": False})

            assert await hers.ended() == 4401
            assert await his.hears_nothing()

    async def test_a_ticket_of_one_opens_one_socket_at_any(
        self, server: Server, elsewhere: Server, alice: Account, our_site: str
    ) -> None:
        ticket = (await alice.client.post("/api/v1/live/tickets")).json()["ticket"]
        query = f"?ticket={ticket}"

        async with elsewhere.connect(query=query, origin=our_site) as talker:
            assert talker.id == str(alice.id)
            assert (await server.refuses(query=query, origin=our_site)).status_code == 401
