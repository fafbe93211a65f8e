import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.fixtures.accounts import ME
from tests.fixtures.accounts import Account
from tests.fixtures.accounts import bearer
from tests.fixtures.accounts import update_user
from tests.fixtures.app import connect
from tests.fixtures.forgery import forge
from tests.fixtures.forgery import seconds_from_now
from tests.fixtures.forgery import unsigned
from tests.fixtures.items import ITEMS


@pytest.fixture(params=[ITEMS, ME])
def path(request: pytest.FixtureRequest) -> str:
    """A route that may believe what is remembered of a session, and one that never does."""
    path: str = request.param
    return path


async def status(app: FastAPI, token: str, path: str) -> int:
    """Return what somebody with this token is answered."""
    return (await connect(app, headers=bearer(token)).get(path)).status_code


class TestBearerToken:
    async def test_a_right_token_is_accepted(
        self, app: FastAPI, alice: Account, path: str
    ) -> None:
        assert await status(app, forge(alice.claims), path) == 200

    async def test_without_a_token_the_answer_says_what_is_missing(
        self, anonymous: AsyncClient, path: str
    ) -> None:
        response = await anonymous.get(path)

        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert response.json()["type"] == "urn:problem:invalid-token"

    async def test_a_forged_token_is_refused(
        self, app: FastAPI, alice: Account, path: str
    ) -> None:
        for token in (
            forge(alice.claims, key="another key, which is as long as ours"),
            forge({**alice.claims, "exp": seconds_from_now(-60)}),
            forge({**alice.claims, "aud": "another-service"}),
            forge(alice.claims, header={"typ": "rt+jwt"}),
            unsigned("none", alice.claims),
            alice.refresh_token,
            "garbage",
        ):
            response = await connect(app, headers=bearer(token)).get(path)
            assert response.status_code == 401
            assert response.headers["WWW-Authenticate"] == "Bearer"

    async def test_a_token_without_a_session_is_refused(self, app: FastAPI, path: str) -> None:
        assert await status(app, forge(), path) == 401

    async def test_a_token_names_the_user_of_its_session(
        self, app: FastAPI, alice: Account, bob: Account, path: str
    ) -> None:
        token = forge({**alice.claims, "sub": str(bob.id)})

        assert await status(app, token, path) == 401

    async def test_the_scheme_is_bearer(
        self, anonymous: AsyncClient, alice: Account, path: str
    ) -> None:
        for scheme, expected in (("Bearer ", 200), ("bearer ", 200), ("Basic ", 401), ("", 401)):
            headers = {"Authorization": f"{scheme}{alice.access_token}"}
            assert (await anonymous.get(path, headers=headers)).status_code == expected, scheme

    async def test_a_token_in_the_address_does_not_count(
        self, anonymous: AsyncClient, alice: Account, path: str
    ) -> None:
        response = await anonymous.get(path, params={"access_token": alice.access_token})

        assert response.status_code == 401

    async def test_an_inactive_user_is_out_at_once(self, alice: Account) -> None:
        await update_user(alice, is_active=False)

        assert not await alice.is_signed_in()
