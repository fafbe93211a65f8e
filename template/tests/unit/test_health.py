import asyncio

import pytest
from fastapi import FastAPI
from httpx2 import Response

from app import health
from app.health import Check
from app.health import KeptReadiness
from tests.fixtures.app import connect


async def answer() -> None:
    pass


async def fail() -> None:
    raise ConnectionError


async def hang() -> None:
    await asyncio.Event().wait()


def service(*checks: Check, draining: bool = False) -> FastAPI:
    app = FastAPI()
    app.include_router(health.router)
    app.state.checks = checks
    app.state.draining = draining
    app.state.readiness = KeptReadiness()
    return app


async def readiness(*checks: Check, draining: bool = False) -> Response:
    return await connect(service(*checks, draining=draining)).get("/ready")


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

    async def test_while_it_drains_nothing_else_counts(self) -> None:
        response = await readiness(Check("database", answer), draining=True)

        assert response.status_code == 503
        assert response.json() == {"status": "draining", "checks": {}}


class TestKeptReadiness:
    async def test_probes_within_a_second_ask_only_once(self) -> None:
        asked: list[float] = []
        now = 0.0

        async def count() -> None:
            asked.append(now)

        checks = [Check("database", count)]
        kept = KeptReadiness(clock=lambda: now)

        await asyncio.gather(*(kept.of(checks) for _ in range(10)))
        now = 0.9
        await kept.of(checks)
        assert asked == [0.0]

        now = 1.0
        await kept.of(checks)
        assert asked == [0.0, 1.0]

    async def test_what_is_kept_is_an_answer_to_the_same_question(self) -> None:
        kept = KeptReadiness(clock=lambda: 0.0)

        assert (await kept.of([Check("database", answer)])).status == "ready"
        assert (await kept.of([Check("database", fail)])).status == "unavailable"
