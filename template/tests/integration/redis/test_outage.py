from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from starlette.datastructures import State

from app.redis.rate_limit import RedisRateLimiter
from tests.fixtures.app import another_replica
from tests.fixtures.app import connect
from tests.fixtures.items import ITEMS
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of
from tests.fixtures.memory import UNREACHABLE


@pytest.fixture(scope="module")
async def started_alone(app: FastAPI) -> AsyncIterator[FastAPI]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REDIS_URL", UNREACHABLE)
        async with another_replica(app) as replica:
            yield replica


class TestWithoutRedis:
    @pytest.fixture
    def cut_off(self, started_alone: FastAPI, state: State, database: object) -> FastAPI:
        """A replica that does not reach Redis."""
        started_alone.state.database = state.database
        started_alone.state.rate_limiter = RedisRateLimiter(started_alone.state.redis)
        return started_alone

    @pytest.fixture
    def its_client(self, cut_off: FastAPI, client: AsyncClient) -> AsyncClient:
        return connect(cut_off, headers=client.headers)

    async def test_the_service_is_degraded_and_ready(self, cut_off: FastAPI) -> None:
        response = await connect(cut_off).get("/ready")

        assert response.status_code == 200
        readiness = response.json()
        assert readiness["status"] == "degraded"
        assert readiness["checks"]["database"] == "ok"
        assert readiness["checks"]["redis"] == "failed"

    async def test_every_endpoint_serves(self, its_client: AsyncClient) -> None:
        item = await create_item(its_client)

        assert (await its_client.get(path_of(item))).json() == item
        patched = await its_client.patch(path_of(item), json={"quantity": 1})
        assert (await its_client.get(path_of(item))).json() == patched.json()
        assert (await its_client.delete(path_of(item))).status_code == 204
        assert (await its_client.get(ITEMS)).json()["total"] == 0

    async def test_clients_are_still_limited(self, its_client: AsyncClient) -> None:
        first, second = await its_client.get(ITEMS), await its_client.get(ITEMS)

        assert first.headers["RateLimit-Remaining"] == "599"
        assert second.headers["RateLimit-Remaining"] == "598"
