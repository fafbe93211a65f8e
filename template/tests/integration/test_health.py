from datetime import UTC
from datetime import datetime
from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from starlette.datastructures import State

from app import about
from app.database.connection import Database
from app.health import Check
from tests.fixtures.app import connect


@pytest.fixture
def prober(app: FastAPI) -> AsyncClient:
    """What asks has no credentials."""
    return connect(app)


class TestHealth:
    async def test_a_living_process_tells_the_time(self, prober: AsyncClient) -> None:
        response = await prober.get("/health")

        assert response.status_code == 200
        assert response.json()["status"] == "ok"
        age = datetime.now(UTC) - datetime.fromisoformat(response.json()["timestamp"])
        assert timedelta(0) <= age < timedelta(minutes=1)

    async def test_it_lives_whatever_has_died_around_it(
        self, state: State, prober: AsyncClient
    ) -> None:
        state.checks = state.database = None

        assert (await prober.get("/health")).status_code == 200


class TestReady:
    async def test_a_service_with_all_it_needs_is_ready(self, prober: AsyncClient) -> None:
        response = await prober.get("/ready")

        assert response.status_code == 200
        assert response.json()["status"] == "ready"
        assert response.json()["checks"]["database"] == "ok"

    async def test_without_its_database_it_is_not(
        self, state: State, prober: AsyncClient, unreachable_database: Database
    ) -> None:
        state.checks = [Check("database", unreachable_database.ping)]

        response = await prober.get("/ready")

        assert response.status_code == 503
        assert response.json() == {"status": "unavailable", "checks": {"database": "failed"}}


class TestInfo:
    async def test_the_service_says_what_it_is(self, prober: AsyncClient) -> None:
        assert (await prober.get("/info")).json() == {
            "name": about.NAME,
            "title": about.TITLE,
            "version": about.VERSION,
        }
