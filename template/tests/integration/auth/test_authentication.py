from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.fixtures.accounts import Account
from tests.fixtures.accounts import bearer
from tests.fixtures.accounts import update_user
from tests.fixtures.app import connect
from tests.fixtures.forgery import forge
from tests.fixtures.forgery import seconds_from_now
from tests.fixtures.forgery import unsigned

ME = "/api/v1/users/me"


async def status(app: FastAPI, token: str) -> int:
    """Return what somebody with this token is answered."""
    return (await connect(app, headers=bearer(token)).get(ME)).status_code


class TestBearerToken:
    async def test_a_right_token_is_accepted(self, app: FastAPI, alice: Account) -> None:
        assert await status(app, forge(alice.claims)) == 200

    async def test_without_a_token_the_answer_says_what_is_missing(
        self, anonymous: AsyncClient
    ) -> None:
        response = await anonymous.get(ME)

        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert response.json()["type"] == "urn:problem:invalid-token"

    async def test_a_forged_token_is_refused(self, app: FastAPI, alice: Account) -> None:
        for token in (
            forge(alice.claims, key="another key, which is as long as ours"),
            forge({**alice.claims, "exp": seconds_from_now(-60)}),
            forge({**alice.claims, "aud": "another-service"}),
            forge(alice.claims, header={"typ": "rt+jwt"}),
            unsigned("none", alice.claims),
            alice.refresh_token,
            "garbage",
        ):
            response = await connect(app, headers=bearer(token)).get(ME)
            assert response.status_code == 401
            assert response.headers["WWW-Authenticate"] == "Bearer"

    async def test_a_token_without_a_session_is_refused(self, app: FastAPI) -> None:
        assert await status(app, forge()) == 401

    async def test_a_token_names_the_user_of_its_session(
        self, app: FastAPI, alice: Account, bob: Account
    ) -> None:
        token = forge({**alice.claims, "sub": str(bob.id)})

        assert await status(app, token) == 401

    async def test_the_scheme_is_bearer(self, anonymous: AsyncClient, alice: Account) -> None:
        for scheme, expected in (("Bearer ", 200), ("bearer ", 200), ("Basic ", 401), ("", 401)):
            headers = {"Authorization": f"{scheme}{alice.access_token}"}
            assert (await anonymous.get(ME, headers=headers)).status_code == expected, scheme

    async def test_a_token_in_the_address_does_not_count(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        response = await anonymous.get(ME, params={"access_token": alice.access_token})

        assert response.status_code == 401

    async def test_an_inactive_user_is_out_at_once(self, alice: Account) -> None:
        await update_user(alice, is_active=False)

        assert not await alice.is_signed_in()
