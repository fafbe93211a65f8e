from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from pwdlib import PasswordHash
from pwdlib.hashers.bcrypt import BcryptHasher
from starlette.datastructures import State

from app.auth.settings import AuthSettings
from app.limit import Limit
from tests.fixtures.accounts import Account
from tests.fixtures.accounts import log_in
from tests.fixtures.accounts import update_user
from tests.fixtures.app import connect


class TestLogin:
    async def test_the_user_name_and_the_password_get_tokens(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        response = await log_in(anonymous, alice.username, alice.password)

        assert response.status_code == 200
        pair = response.json()
        assert (pair["token_type"], pair["expires_in"]) == ("bearer", 1800)
        assert pair["scope"] == "files:read files:write items:read items:write"
        assert response.headers["Cache-Control"] == "no-store"
        assert await alice.with_tokens(response).is_signed_in()

    async def test_the_address_does_as_well_and_case_does_not_matter(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        for name in (alice.email, alice.email.upper(), alice.username.upper()):
            assert (await log_in(anonymous, name, alice.password)).status_code == 200, name

    async def test_another_spelling_is_another_name(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        for name in (f"{alice.username} ", f" {alice.username}", "alic\u00e9", "alic\u0435"):
            assert (await log_in(anonymous, name, alice.password)).status_code == 401, name

    async def test_every_login_has_tokens_of_its_own(self, alice: Account) -> None:
        accounts = [alice, await alice.sign_in(), await alice.sign_in()]

        assert len({account.access_token for account in accounts}) == 3
        assert len({account.refresh_token for account in accounts}) == 3

    async def test_wrong_unknown_and_inactive_are_the_same_to_whoever_asks(
        self, anonymous: AsyncClient, alice: Account, bob: Account
    ) -> None:
        await update_user(bob, is_active=False)

        refusals = [
            await log_in(anonymous, alice.username, "wrong password"),
            await log_in(anonymous, "nobody", alice.password),
            await log_in(anonymous, bob.username, bob.password),
        ]

        assert [refusal.status_code for refusal in refusals] == [401, 401, 401]
        assert len({refusal.json()["title"] for refusal in refusals}) == 1
        assert len({tuple(refusal.json()) for refusal in refusals}) == 1
        assert len({tuple(refusal.headers) for refusal in refusals}) == 1

    async def test_wrong_unknown_and_inactive_cost_the_same_work(
        self,
        anonymous: AsyncClient,
        alice: Account,
        bob: Account,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        await update_user(bob, is_active=False)
        work: list[str] = []
        verify = PasswordHash.verify_and_update

        def count(hasher: PasswordHash, password: str, stored: str) -> Any:
            work.append(stored)
            return verify(hasher, password, stored)

        monkeypatch.setattr(PasswordHash, "verify_and_update", count)
        for name, password in (
            (alice.username, alice.password),
            (alice.username, "wrong password"),
            ("nobody", alice.password),
            (bob.username, bob.password),
        ):
            work.clear()
            await log_in(anonymous, name, password)
            assert len(work) == 1

    async def test_both_are_needed(self, anonymous: AsyncClient, alice: Account) -> None:
        for form in ({"username": alice.username}, {"password": alice.password}):
            response = await anonymous.post("/api/v1/auth/login", data=form)
            assert response.status_code == 422

    async def test_no_name_and_no_password_is_a_crash(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        for text in ("\0", "q" * 100_000, "' OR 1=1 --", "%", "🦉"):
            for name, password in ((text, alice.password), (alice.username, text)):
                response = await log_in(anonymous, name, password)
                assert response.status_code in {401, 422}, text

    async def test_an_outdated_hash_is_renewed(
        self, anonymous: AsyncClient, alice: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        outdated = BcryptHasher(rounds=4)
        await update_user(alice, password_hash=outdated.hash(alice.password))
        assert (await log_in(anonymous, alice.username, alice.password)).status_code == 200

        def fail(*_: object) -> bool:
            raise AssertionError

        monkeypatch.setattr(BcryptHasher, "verify", fail)
        assert (await log_in(anonymous, alice.username, alice.password)).status_code == 200


class TestScopes:
    async def test_a_session_can_be_opened_for_less(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        response = await log_in(anonymous, alice.username, alice.password, "items:read")

        assert response.json()["scope"] == "items:read"

    async def test_nobody_is_granted_more_than_they_have(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        for asked, granted in (("admin items:read", "items:read"), ("admin", ""), ("x", "")):
            response = await log_in(anonymous, alice.username, alice.password, asked)
            assert response.json()["scope"] == granted

    async def test_an_admin_is_granted_everything(
        self, anonymous: AsyncClient, admin: Account
    ) -> None:
        response = await log_in(anonymous, admin.username, admin.password)

        assert response.json()["scope"] == "admin files:read files:write items:read items:write"


class TestLimits:
    @pytest.fixture(autouse=True)
    def limits(self, state: State) -> None:
        few = {"login_limit_per_account": "3/minute", "login_limit_per_address": "5/minute"}
        state.auth = replace(state.auth, settings=state.auth.settings.model_copy(update=few))

    async def test_an_account_is_guessed_only_so_often_from_however_many_addresses(
        self, app: FastAPI, bob: Account
    ) -> None:
        for number in range(3):
            guesser = connect(app, address=f"198.51.100.{number}")
            assert (await log_in(guesser, bob.username.upper(), "?")).status_code == 401

        elsewhere = connect(app, address="203.0.113.1")
        refusal = await log_in(elsewhere, bob.username, bob.password)

        assert refusal.status_code == 429
        assert refusal.json()["type"] == "urn:problem:too-many-logins"
        assert 0 < int(refusal.headers["Retry-After"]) <= 60
        assert (await log_in(elsewhere, "nobody", "?")).status_code == 401

    async def test_an_unknown_account_is_limited_like_any_other(self, app: FastAPI) -> None:
        answers = [
            await log_in(connect(app, address=f"198.51.100.{number}"), "nobody", "?")
            for number in range(4)
        ]

        assert [answer.status_code for answer in answers] == [401, 401, 401, 429]

    async def test_an_address_guesses_only_so_often_at_however_many_accounts(
        self, app: FastAPI, bob: Account
    ) -> None:
        guesser = connect(app, address="198.51.100.1")
        for number in range(5):
            assert (await log_in(guesser, f"name{number}", "?")).status_code == 401

        refusal = await log_in(guesser, bob.username, bob.password)
        elsewhere = await log_in(connect(app), bob.username, bob.password)

        assert (refusal.status_code, elsewhere.status_code) == (429, 200)

    async def test_the_limits_are_there_without_anybody_setting_them(self) -> None:
        settings = AuthSettings.load()

        assert Limit.parse(settings.login_limit_per_account).amount <= 10
        assert Limit.parse(settings.login_limit_per_address).amount <= 30
