"""Sockets end with the sign-in they were opened with."""

from datetime import UTC
from datetime import datetime
from datetime import timedelta

import pytest
from fastapi import FastAPI

from app.live.background import running
from app.live.sessions import close_ended
from app.live.sessions import close_expired
from app.live.sessions import watch_database
from tests.fixtures.accounts import Account
from tests.fixtures.accounts import update_user
from tests.fixtures.live import Server


class TestSigningOut:
    async def test_it_closes_the_sockets_of_that_session_alone(
        self, server: Server, alice: Account, bob: Account
    ) -> None:
        phone = await alice.sign_in()
        async with (
            server.connect(alice.client) as first,
            server.connect(alice.client) as second,
            server.connect(phone.client) as other,
            server.connect(bob.client) as somebody,
        ):
            await alice.client.post("/api/v1/auth/logout")

            assert await first.ended() == await second.ended() == 4401
            assert await other.hears_nothing()
            assert await somebody.hears_nothing()

    async def test_signing_out_everywhere_closes_all(self, server: Server, alice: Account) -> None:
        phone = await alice.sign_in()
        async with server.connect(alice.client) as first, server.connect(phone.client) as second:
            await alice.client.post("/api/v1/auth/logout-all")

            assert await first.ended() == await second.ended() == 4401


class TestExpiry:
    async def test_the_socket_ends_with_the_access_token(
        self, app: FastAPI, server: Server, alice: Account
    ) -> None:
        lifetime = app.state.auth.settings.access_token_lifetime
        async with server.connect(alice.client) as talker:
            close_expired(app.state.hub, datetime.now(UTC) + lifetime - timedelta(seconds=30))
            assert await talker.hears_nothing()

            close_expired(app.state.hub, datetime.now(UTC) + lifetime)
            assert await talker.ended() == 4401


class TestTruth:
    """What the database says counts, even if nobody told."""

    async def test_the_sockets_of_a_user_who_was_disabled_are_closed(
        self, app: FastAPI, server: Server, alice: Account, bob: Account
    ) -> None:
        async with server.connect(alice.client) as hers, server.connect(bob.client) as his:
            await disable(app, alice)

            await close_ended(app, app.state.hub)

            assert await hers.ended() == 4401
            assert await his.hears_nothing()

    async def test_it_is_asked_again_and_again_even_after_a_failure(
        self,
        app: FastAPI,
        server: Server,
        alice: Account,
        unreachable_database: object,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("app.live.sessions.ASK_DATABASE_EVERY", 0.01)
        async with server.connect(alice.client) as talker:
            await disable(app, alice)
            database, app.state.database = app.state.database, unreachable_database

            async with running(watch_database(app, app.state.hub)):
                assert await talker.hears_nothing()
                app.state.database = database
                assert await talker.ended() == 4401


async def disable(app: FastAPI, account: Account) -> None:
    """Disable a user in the database, and let the cache forget what it knows."""
    await update_user(account, is_active=False)
    sessions = {c.caller.principal.session_id for c in app.state.hub.listeners("everyone")}
    await app.state.auth.sessions.forget(sessions)
