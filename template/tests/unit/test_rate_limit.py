import asyncio

import pytest
from fastapi import Depends
from fastapi import FastAPI
from httpx2 import AsyncClient
from prometheus_client import REGISTRY

from app.limit import Limit
from app.middleware import add_middleware
from app.problems import add_error_handlers
from app.rate_limit import LocalRateLimiter
from app.rate_limit import RateLimit
from app.settings import Settings
from tests.fixtures.app import connect
from tests.fixtures.clock import Clock

THREE_A_MINUTE = Limit.parse("3/minute")


class TestLocalRateLimiter:
    async def test_hits_are_allowed_up_to_the_limit(self, clock: Clock) -> None:
        limiter = LocalRateLimiter(clock=clock)

        hits = [await limiter.hit(THREE_A_MINUTE, "alice") for _ in range(4)]

        assert [hit.allowed for hit in hits] == [True, True, True, False]
        assert [hit.remaining for hit in hits] == [2, 1, 0, 0]

    async def test_the_window_ends_a_minute_after_its_first_hit(self, clock: Clock) -> None:
        limiter = LocalRateLimiter(clock=clock)
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

    async def test_what_was_hit_longest_ago_is_forgotten_when_there_is_no_room(self) -> None:
        limiter = LocalRateLimiter(size=2)
        for name in ("alice", "bob", "alice", "carol"):
            await limiter.hit(THREE_A_MINUTE, name)

        left = {name: await limiter.hit(THREE_A_MINUTE, name) for name in ("alice", "bob")}

        assert left["alice"].remaining == 0
        assert left["bob"].remaining == 2


@pytest.fixture
def limited(clock: Clock) -> FastAPI:
    """A service with a limit, and a route with one of its own."""
    app = FastAPI(dependencies=[Depends(RateLimit("leaves", "2/minute"))])
    app.state.rate_limiter = LocalRateLimiter(clock=clock)
    add_middleware(app, Settings.load())
    add_error_handlers(app)

    @app.get("/")
    async def read_leaf() -> str:
        return "leaf"

    @app.get("/fruit", dependencies=[Depends(RateLimit("fruit", "1/hour"))])
    async def read_fruit() -> str:
        return "fruit"

    return app


class TestRateLimit:
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

    async def test_refusals_are_counted(self, limited: FastAPI) -> None:
        client, before = connect(limited), refusals()

        for _ in range(3):
            await client.get("/")

        assert refusals() == before + 1


def refusals() -> float:
    return REGISTRY.get_sample_value("rate_limit_refusals_total", {"limit": "leaves"}) or 0


class TestLimitOfARoute:
    async def test_it_holds_beside_the_general_one(self, limited: FastAPI) -> None:
        client = connect(limited)

        answers = [await client.get(path) for path in ("/fruit", "/fruit", "/")]

        assert [answer.status_code for answer in answers] == [200, 429, 429]
        told = [answer.headers["RateLimit-Limit"] for answer in answers]
        assert told == ["1", "1", "2"]

    async def test_an_answer_tells_of_the_limit_that_is_closest(self, limited: FastAPI) -> None:
        client = connect(limited)

        general, own = (await client.get("/")).headers, (await client.get("/fruit")).headers

        assert (general["RateLimit-Limit"], general["RateLimit-Remaining"]) == ("2", "1")
        assert (own["RateLimit-Limit"], own["RateLimit-Remaining"]) == ("1", "0")
        assert (general["RateLimit-Reset"], own["RateLimit-Reset"]) == ("60", "3600")

    async def test_a_refusal_tells_of_the_limit_that_refuses(
        self, limited: FastAPI, clock: Clock
    ) -> None:
        client = connect(limited)
        await client.get("/fruit")
        clock.now += 60

        refusal = await client.get("/fruit")

        assert refusal.headers["RateLimit-Limit"] == "1"
        assert refusal.headers["Retry-After"] == "3540"
