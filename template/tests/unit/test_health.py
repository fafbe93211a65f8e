import asyncio

import pytest
from fastapi import FastAPI
from httpx2 import Response

from app import health
from app.health import Check
from tests.fixtures.app import connect


async def answer() -> None:
    pass


async def fail() -> None:
    raise ConnectionError


async def hang() -> None:
    await asyncio.Event().wait()


async def readiness(*checks: Check) -> Response:
    app = FastAPI()
    app.include_router(health.router)
    app.state.checks = checks
    return await connect(app).get("/ready")


class TestCheck:
    async def test_a_dependency_that_answers_is_fine(self) -> None:
        assert await Check("database", answer).answers()

    async def test_a_dependency_that_fails_is_not(self) -> None:
        assert not await Check("database", fail).answers()

    async def test_nobody_waits_beyond_the_deadline(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(health, "DEADLINE", 0.01)

        assert not await Check("database", hang).answers()


class TestReadiness:
    async def test_a_service_whose_dependencies_answer_is_ready(self) -> None:
        response = await readiness(Check("database", answer), Check("cache", answer))

        assert response.status_code == 200
        assert response.json() == {
            "status": "ready",
            "checks": {"database": "ok", "cache": "ok"},
        }

    async def test_without_something_essential_it_is_unavailable(self) -> None:
        response = await readiness(Check("database", fail), Check("cache", answer))

        assert response.status_code == 503
        assert response.json() == {
            "status": "unavailable",
            "checks": {"database": "failed", "cache": "ok"},
        }

    async def test_without_something_else_it_is_degraded_and_serves(self) -> None:
        response = await readiness(
            Check("database", answer), Check("cache", fail, essential=False)
        )

        assert response.status_code == 200
        assert response.json()["status"] == "degraded"
