from datetime import UTC
from datetime import datetime
from datetime import timedelta

from fastapi import FastAPI
from httpx2 import AsyncClient

from app.auth.repository import SessionRepository
from app.database.session import unit_of_work
from tests.fixtures.accounts import Account
from tests.fixtures.accounts import update_user

REFRESH = "/api/v1/auth/refresh"


async def update_session(account: Account, **changes: object) -> None:
    """Change a session behind the back of the API."""
    async with unit_of_work(account.app.state.database, []) as session:
        sessions = SessionRepository(session)
        stored = await sessions.get(account.session_id)
        assert stored is not None
        await sessions.update(stored, **changes)


class TestRefresh:
    async def test_a_refresh_token_gets_new_tokens_of_the_same_session(
        self, alice: Account
    ) -> None:
        response = await alice.refresh()

        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"
        renewed = alice.with_tokens(response)
        assert renewed.refresh_token != alice.refresh_token
        assert renewed.session_id == alice.session_id
        assert await renewed.is_signed_in()

    async def test_the_old_access_token_lives_on_until_it_expires(self, alice: Account) -> None:
        await alice.refresh()

        assert await alice.is_signed_in()

    async def test_a_narrowed_session_stays_narrow(self, alice: Account) -> None:
        narrow = await alice.sign_in("items:read")

        assert (await narrow.refresh()).json()["scope"] == "items:read"

    async def test_a_token_used_twice_ends_the_session(self, alice: Account) -> None:
        second = alice.with_tokens(await alice.refresh())
        third = second.with_tokens(await second.refresh())

        reuse = await alice.refresh()

        assert reuse.status_code == 401
        assert reuse.headers["WWW-Authenticate"] == "Bearer"
        assert (await third.refresh()).status_code == 401
        assert not await third.is_signed_in()

    async def test_other_sessions_survive_that(self, alice: Account) -> None:
        laptop = await alice.sign_in()
        await alice.refresh()
        await alice.refresh()

        assert await laptop.is_signed_in()
        assert (await laptop.refresh()).status_code == 200

    async def test_an_access_token_is_no_refresh_token(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        body = {"refresh_token": alice.access_token}

        assert (await anonymous.post(REFRESH, json=body)).status_code == 401
        assert (await alice.refresh()).status_code == 200

    async def test_a_malformed_token_is_refused(self, anonymous: AsyncClient) -> None:
        for token in ("", "a.b.c", "🦉", "a" * 4096):
            response = await anonymous.post(REFRESH, json={"refresh_token": token})
            assert response.status_code == 401
            assert response.json()["type"] == "urn:problem:invalid-refresh-token"

    async def test_an_inactive_user_gets_nothing(self, alice: Account) -> None:
        await update_user(alice, is_active=False)

        assert (await alice.refresh()).status_code == 401


class TestLifetime:
    async def test_a_session_that_was_idle_for_too_long_is_over(self, alice: Account) -> None:
        await update_session(alice, idle_at=datetime.now(UTC) - timedelta(seconds=1))

        assert (await alice.refresh()).status_code == 401
        assert not await alice.is_signed_in()

    async def test_no_refresh_lengthens_a_session_beyond_its_end(self, alice: Account) -> None:
        soon = datetime.now(UTC) + timedelta(minutes=1)
        await update_session(alice, ends_at=soon)

        response = await alice.refresh()
        renewed = alice.with_tokens(response)
        assert 50 < response.json()["expires_in"] <= 60
        assert renewed.claims["exp"] <= soon.timestamp()

        await update_session(alice, ends_at=datetime.now(UTC) - timedelta(seconds=20))
        assert not await alice.with_tokens(await renewed.refresh()).is_signed_in()

    async def test_sessions_that_are_over_are_swept_at_the_next_login(
        self, app: FastAPI, alice: Account
    ) -> None:
        await update_session(alice, idle_at=datetime.now(UTC) - timedelta(seconds=1))

        await alice.sign_in()

        async with unit_of_work(app.state.database, []) as session:
            assert await SessionRepository(session).get(alice.session_id) is None


class TestStorage:
    async def test_no_token_is_stored_as_it_is(self, app: FastAPI, alice: Account) -> None:
        async with unit_of_work(app.state.database, []) as session:
            stored = await SessionRepository(session).get(alice.session_id)

        assert stored is not None
        assert stored.refresh_hash not in alice.refresh_token
        assert alice.refresh_token not in vars(stored).values()
