from fastapi import FastAPI
from httpx2 import AsyncClient
from uuid_utils.compat import uuid7

from app.main import create_app
from app.settings import Settings
from tests.fixtures.app import connect
from tests.fixtures.app import started
from tests.fixtures.items import ITEMS


class TestApi:
    async def test_every_client_address_may_ask_so_often(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        settings = Settings.load().model_copy(update={"rate_limit": "2/minute"})
        async with started(create_app(settings)) as strict:
            strict.state.database = app.state.database
            one = connect(strict, headers=client.headers)
            other = connect(strict, headers=client.headers, address="192.0.2.2")

            answers = [await one.get(ITEMS) for _ in range(3)]

            assert [answer.status_code for answer in answers] == [200, 200, 429]
            left = [answer.headers["RateLimit-Remaining"] for answer in answers]
            assert left == ["1", "0", "0"]
            assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
            assert (await other.get(ITEMS)).status_code == 200

    async def test_errors_tell_what_is_left_too(self, client: AsyncClient) -> None:
        missing = await client.get(f"{ITEMS}/{uuid7()}")

        assert missing.status_code == 404
        assert int(missing.headers["RateLimit-Remaining"]) > 0

    async def test_probes_are_not_counted(self, client: AsyncClient) -> None:
        assert "RateLimit-Remaining" in (await client.get(ITEMS)).headers
        assert "RateLimit-Remaining" not in (await client.get("/health")).headers
