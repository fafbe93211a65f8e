from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from starlette.datastructures import State as AppState

from app.breaker import State
from app.redis.client import GuardedRedis
from app.redis.rate_limit import RedisRateLimiter
from tests.fixtures.app import another_replica
from tests.fixtures.app import connect
from tests.fixtures.items import ITEMS
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of
from tests.fixtures.memory import UNREACHABLE
from tests.fixtures.proxy import Proxy


@pytest.fixture(scope="module")
async def started_alone(app: FastAPI) -> AsyncIterator[FastAPI]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REDIS_URL", UNREACHABLE)
        async with another_replica(app) as replica:
            yield replica


class TestFrozenRedis:
    """It accepts connections, and answers nothing."""

    @pytest.fixture
    async def slowed_down(
        self,
        app: FastAPI,
        fragile_address: str,
        state: AppState,
        database: object,
        monkeypatch: pytest.MonkeyPatch,
    ) -> AsyncIterator[FastAPI]:
        """A replica that has its Redis when it starts."""
        monkeypatch.setenv("REDIS_URL", fragile_address)
        async with another_replica(app) as replica:
            replica.state.database = state.database
            yield replica

    async def test_requests_are_served_and_soon_do_not_even_ask_it(
        self,
        slowed_down: FastAPI,
        client: AsyncClient,
        redis_line: Proxy,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        item = await create_item(client)
        slow = connect(slowed_down, headers=client.headers)
        redis: GuardedRedis = slowed_down.state.redis
        asked: list[tuple[Any, ...]] = []
        connect_to_it: Any = redis.connection_pool.get_connection

        async def watch(*command: Any) -> Any:
            asked.append(command)
            return await connect_to_it(*command)

        monkeypatch.setattr(redis.connection_pool, "get_connection", watch)
        monkeypatch.setattr(redis.breaker, "_clock", lambda: 0.0)
        assert (await slow.get(path_of(item))).json() == item
        assert asked

        redis_line.freeze()
        redis.deadline = 0.05
        while redis.breaker.state is State.CLOSED:
            assert (await slow.get(path_of(item))).json() == item

        asked.clear()
        for _ in range(10):
            assert (await slow.get(path_of(item))).json() == item
        assert asked == []


class TestWithoutRedis:
    @pytest.fixture
    def cut_off(self, started_alone: FastAPI, state: AppState, database: object) -> FastAPI:
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
