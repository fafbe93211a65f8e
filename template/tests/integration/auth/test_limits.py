from dataclasses import replace

import pytest
from fastapi import Depends
from fastapi import FastAPI
from starlette.datastructures import State

from app.auth.limits import UserRateLimit
from app.middleware import add_middleware
from app.problems import add_error_handlers
from app.rate_limit import LocalRateLimiter
from app.settings import Settings
from tests.fixtures.accounts import Account
from tests.fixtures.accounts import log_in
from tests.fixtures.accounts import registration
from tests.fixtures.app import connect
from tests.fixtures.clock import Clock

REGISTER = "/api/v1/auth/register"


class TestLogins:
    async def test_the_owner_of_an_account_that_was_attacked_gets_in_a_window_later(
        self, app: FastAPI, state: State, alice: Account
    ) -> None:
        clock = Clock()
        state.rate_limiter = LocalRateLimiter(clock=clock)
        for number in range(10):
            await log_in(connect(app, address=f"198.51.100.{number}"), alice.username, "?")
        owner = connect(app, address="203.0.113.1")

        kept_out = await log_in(owner, alice.username, alice.password)
        clock.now += int(kept_out.headers["Retry-After"])
        let_in = await log_in(owner, alice.username, alice.password)

        assert (kept_out.status_code, let_in.status_code) == (429, 200)

    async def test_answers_tell_of_the_limit_that_is_closest(
        self, app: FastAPI, alice: Account
    ) -> None:
        response = await log_in(connect(app), alice.username, alice.password)

        assert response.headers["RateLimit-Limit"] == "10"
        assert response.headers["RateLimit-Remaining"] == "9"


class TestRegistrations:
    @pytest.fixture(autouse=True)
    def few(self, state: State) -> None:
        few = {"registration_limit_per_address": "2/hour"}
        state.auth = replace(state.auth, settings=state.auth.settings.model_copy(update=few))

    async def test_an_address_registers_only_so_many_accounts(self, app: FastAPI) -> None:
        one, other = connect(app), connect(app, address="192.0.2.2")

        answers = [
            await one.post(REGISTER, json=registration(name)) for name in ("carol", "dave", "erin")
        ]

        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert answers[-1].json()["type"] == "urn:problem:too-many-registrations"
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 3_600
        assert (await other.post(REGISTER, json=registration("erin"))).status_code == 201


class TestUserRateLimit:
    @pytest.fixture
    def limited(self, app: FastAPI) -> FastAPI:
        """A service with the same users, and a route that each of them may use twice."""
        limited = FastAPI()
        limited.state = app.state
        add_middleware(limited, Settings.load())
        add_error_handlers(limited)

        @limited.get("/", dependencies=[Depends(UserRateLimit("leaves", "2/minute"))])
        async def read_leaf() -> str:
            return "leaf"

        return limited

    async def test_a_user_may_ask_only_so_often_from_however_many_addresses(
        self, limited: FastAPI, alice: Account, bob: Account
    ) -> None:
        answers = [
            await connect(limited, headers=who.headers, address=address).get("/")
            for who, address in (
                (alice, "192.0.2.1"),
                (alice, "192.0.2.2"),
                (bob, "192.0.2.1"),
                (alice, "192.0.2.3"),
            )
        ]

        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        left = [answer.headers["RateLimit-Remaining"] for answer in answers]
        assert left == ["1", "0", "1", "0"]

    async def test_a_stolen_token_does_not_help_to_guess_the_password(
        self, alice: Account, bob: Account
    ) -> None:
        body = {"current_password": "?", "new_password": "alice rides a bike"}
        path = "/api/v1/users/me/password"

        guesses = [(await alice.client.patch(path, json=body)).status_code for _ in range(12)]

        assert guesses == [422] * 10 + [429] * 2
        assert (await bob.client.patch(path, json=body)).status_code == 422
