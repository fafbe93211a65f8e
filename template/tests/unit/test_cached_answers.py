import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.cached_answers import CachedAnswers
from app.local_cache import LocalCache
from app.schemas import Schema
from tests.fixtures.app import connect
from tests.fixtures.clock import Clock


class Report(Schema):
    number: int


@pytest.fixture
def anne(clock: Clock) -> AsyncClient:
    return connect(reporting(clock), headers={"Authorization": "Bearer anne"})


def reporting(clock: Clock) -> FastAPI:
    """Make a service whose every report has another number."""
    app = FastAPI()
    app.state.cache = LocalCache(clock=clock)
    numbers = iter(range(1, 100))

    async def find() -> Report:
        return Report(number=next(numbers))

    @app.get("/{name}")
    async def read_report(name: str, answers: CachedAnswers) -> Report:
        return await answers.get_or_load(Report, find, ttl=10)

    return app


async def number(client: AsyncClient, path: str = "/report", **headers: str) -> int:
    answer: int = (await client.get(path, headers=headers)).json()["number"]
    return answer


class TestCachedAnswers:
    async def test_the_same_request_gets_the_same_answer_for_a_while(
        self, anne: AsyncClient, clock: Clock
    ) -> None:
        assert [await number(anne), await number(anne)] == [1, 1]

        clock.now = 10
        assert await number(anne) == 2

    async def test_another_path_and_another_query_are_other_requests(
        self, anne: AsyncClient
    ) -> None:
        paths = ("/report", "/other", "/report?of=may", "/report?of=june", "/report?of=may")

        assert [await number(anne, path) for path in paths] == [1, 2, 3, 4, 3]

    async def test_nobody_gets_an_answer_that_was_meant_for_somebody_else(
        self, anne: AsyncClient
    ) -> None:
        assert await number(anne) == 1
        assert await number(anne, Authorization="Bearer bob") == 2
        assert await number(anne, Authorization="") == 3
        assert await number(anne) == 1
