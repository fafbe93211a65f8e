from httpx2 import AsyncClient
from structlog.typing import EventDict

from tests.fixtures.accounts import Account
from tests.fixtures.accounts import log_in
from tests.fixtures.accounts import registration


class TestLog:
    async def test_no_line_shows_a_password_or_a_token(
        self, anonymous: AsyncClient, alice: Account, log: list[EventDict]
    ) -> None:
        carol = registration("carol")
        await anonymous.post("/api/v1/auth/register", json=carol)
        await log_in(anonymous, alice.username, alice.password)
        await log_in(anonymous, alice.username, "a wrong password")
        refreshed = alice.with_tokens(await alice.refresh())
        await refreshed.client.get("/api/v1/users/me")

        assert len([line for line in log if line["event"] == "request"]) == 5
        for secret in (
            alice.password,
            "a wrong password",
            carol["password"],
            alice.refresh_token,
            refreshed.access_token,
            refreshed.refresh_token,
        ):
            assert secret not in str(log)
