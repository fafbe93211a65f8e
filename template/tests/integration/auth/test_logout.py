from httpx2 import AsyncClient
from httpx2 import Response

from tests.fixtures.accounts import Account

LOGOUT = "/api/v1/auth/logout"
LOGOUT_ALL = "/api/v1/auth/logout-all"


async def log_out(client: AsyncClient, refresh_token: str) -> Response:
    return await client.post(LOGOUT, json={"refresh_token": refresh_token})


class TestLogout:
    async def test_an_access_token_ends_its_session(self, alice: Account) -> None:
        response = await alice.client.post(LOGOUT)

        assert response.status_code == 204
        assert not await alice.is_signed_in()
        assert (await alice.refresh()).status_code == 401

    async def test_a_refresh_token_alone_does_too(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        response = await log_out(anonymous, alice.refresh_token)

        assert response.status_code == 204
        assert not await alice.is_signed_in()
        assert (await alice.refresh()).status_code == 401

    async def test_other_sessions_go_on(self, alice: Account) -> None:
        laptop = await alice.sign_in()

        await alice.client.post(LOGOUT)

        assert await laptop.is_signed_in()

    async def test_both_tokens_together_end_the_sessions_of_both(self, alice: Account) -> None:
        laptop = await alice.sign_in()

        await log_out(alice.client, laptop.refresh_token)

        assert not await alice.is_signed_in()
        assert not await laptop.is_signed_in()

    async def test_it_can_be_done_twice(self, alice: Account) -> None:
        answers = [await log_out(alice.client, alice.refresh_token) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [204, 204]

    async def test_a_token_that_is_no_good_has_nothing_to_end(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        for token in ("", "garbage", "a.b.c"):
            assert (await log_out(anonymous, token)).status_code == 204
        assert (await anonymous.post(LOGOUT)).status_code == 204
        assert await alice.is_signed_in()

    async def test_somebody_elses_refresh_token_has_no_effect(
        self, alice: Account, bob: Account
    ) -> None:
        response = await log_out(alice.client, bob.refresh_token)

        assert response.status_code == 204
        assert await bob.is_signed_in()
        assert (await bob.refresh()).status_code == 200


class TestLogoutEverywhere:
    async def test_all_sessions_end(self, alice: Account) -> None:
        devices = [alice, await alice.sign_in(), await alice.sign_in()]

        response = await alice.client.post(LOGOUT_ALL)

        assert response.status_code == 204
        for device in devices:
            assert not await device.is_signed_in()
            assert (await device.refresh()).status_code == 401

    async def test_nobody_else_is_signed_out(self, alice: Account, bob: Account) -> None:
        await alice.client.post(LOGOUT_ALL)

        assert await bob.is_signed_in()

    async def test_it_needs_a_session(self, anonymous: AsyncClient) -> None:
        assert (await anonymous.post(LOGOUT_ALL)).status_code == 401
