import asyncio

import pytest
from fastapi import Depends
from fastapi import FastAPI
from httpx2 import AsyncClient
from limits import parse
from starlette.requests import HTTPConnection

from app.middleware import add_middleware
from app.problems import add_error_handlers
from app.rate_limit import LocalRateLimiter
from app.rate_limit import RateLimit
from app.rate_limit import client_address
from app.settings import Settings
from tests.fixtures.app import connect

THREE_A_MINUTE = parse("3/minute")


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("time.time", clock)
    return clock


class TestLocalRateLimiter:
    async def test_hits_are_allowed_up_to_the_limit(self, clock: Clock) -> None:
        limiter = LocalRateLimiter()

        hits = [await limiter.hit(THREE_A_MINUTE, "alice") for _ in range(4)]

        assert [hit.allowed for hit in hits] == [True, True, True, False]
        assert [hit.remaining for hit in hits] == [2, 1, 0, 0]

    async def test_the_window_ends_a_minute_after_its_first_hit(self, clock: Clock) -> None:
        limiter = LocalRateLimiter()
        for _ in range(3):
            await limiter.hit(THREE_A_MINUTE, "alice")

        clock.now += 59
        refused = await limiter.hit(THREE_A_MINUTE, "alice")
        assert (refused.allowed, refused.resets_in) == (False, 1)

        clock.now += 1
        assert (await limiter.hit(THREE_A_MINUTE, "alice")).allowed

    async def test_keys_are_counted_apart(self) -> None:
        limiter = LocalRateLimiter()
        for _ in range(3):
            await limiter.hit(THREE_A_MINUTE, "alice")

        assert (await limiter.hit(THREE_A_MINUTE, "bob")).allowed

    async def test_concurrent_hits_do_not_exceed_the_limit_together(self) -> None:
        limiter = LocalRateLimiter()

        hits = await asyncio.gather(*(limiter.hit(THREE_A_MINUTE, "alice") for _ in range(20)))

        assert sum(hit.allowed for hit in hits) == 3


class TestRateLimit:
    @pytest.fixture
    def limited(self) -> FastAPI:
        app = FastAPI(dependencies=[Depends(RateLimit("leaves", "2/minute"))])
        app.state.rate_limiter = LocalRateLimiter()
        add_middleware(app, Settings.load())
        add_error_handlers(app)

        @app.get("/")
        async def read_leaf() -> str:
            return "leaf"

        return app

    async def test_every_answer_tells_what_is_left(self, limited: FastAPI, clock: Clock) -> None:
        response = await connect(limited).get("/")

        assert response.status_code == 200
        assert response.headers["RateLimit-Limit"] == "2"
        assert response.headers["RateLimit-Remaining"] == "1"
        assert response.headers["RateLimit-Reset"] == "60"

    async def test_beyond_the_limit_the_answer_tells_when_to_come_back(
        self, limited: FastAPI, clock: Clock
    ) -> None:
        client = connect(limited)
        assert [(await client.get("/")).status_code for _ in range(3)] == [200, 200, 429]

        clock.now += 20.5
        refusal = await client.get("/")

        assert refusal.headers["Retry-After"] == "40"
        assert refusal.json()["title"] == "Too many requests"

    async def test_another_address_is_not_concerned(self, limited: FastAPI) -> None:
        for _ in range(3):
            await connect(limited, address="192.0.2.1").get("/")

        response = await connect(limited, address="192.0.2.2").get("/")

        assert response.status_code == 200

    async def test_a_forwarding_header_is_not_believed(self, limited: FastAPI) -> None:
        client: AsyncClient = connect(limited)

        answers = [
            await client.get("/", headers={"X-Forwarded-For": f"198.51.100.{number}"})
            for number in range(3)
        ]

        assert answers[-1].status_code == 429


class TestClientAddress:
    def test_the_address_is_the_peers(self) -> None:
        connection = HTTPConnection({"type": "http", "client": ("192.0.2.1", 50_000)})

        assert client_address(connection) == "192.0.2.1"

    def test_peers_without_an_address_are_one_client(self) -> None:
        assert client_address(HTTPConnection({"type": "http", "client": None})) == "unknown"
