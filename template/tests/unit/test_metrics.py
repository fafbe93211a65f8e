import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import APIRouter
from fastapi import FastAPI
from httpx2 import AsyncClient
from prometheus_client import REGISTRY
from prometheus_client.exposition import generate_latest
from pydantic import SecretStr

from app import metrics
from app.settings import Settings
from tests.fixtures.app import connect
from tests.unit.middleware.service import service

TOKEN = SecretStr("mC5xS0vQ8rT2yW6zB9dF3hJ7kN1pL4gA")


def count(route: str, method: str = "GET", status: int = 200) -> float:
    labels = {"method": method, "route": route, "status": str(status)}
    return REGISTRY.get_sample_value("http_requests_total", labels) or 0.0


def series() -> int:
    return sum(len(metric.samples) for metric in REGISTRY.collect() if "http" in metric.name)


@pytest.fixture
def leaves() -> FastAPI:
    inner = APIRouter(prefix="/leaves")

    @inner.get("/{number}")
    async def read_leaf(number: int) -> int:
        return number

    outer = APIRouter(prefix="/trees/{tree}")
    outer.include_router(inner)
    app = service()
    app.include_router(outer)
    app.include_router(metrics.router)
    app.state.settings = Settings.load()
    return app


@pytest.fixture
def client(leaves: FastAPI) -> AsyncClient:
    return connect(leaves)


class TestRequests:
    async def test_they_are_counted_by_the_whole_template_of_their_route(
        self, client: AsyncClient
    ) -> None:
        route = "/trees/{tree}/leaves/{number}"
        before, failed = count(route), count(route, status=422)

        await client.get("/trees/oak/leaves/1")
        await client.get("/trees/elm/leaves/2")
        await client.get("/trees/elm/leaves/x")

        assert count(route) == before + 2
        assert count(route, status=422) == failed + 1

    async def test_they_are_timed(self, client: AsyncClient) -> None:
        await client.get("/trees/oak/leaves/1")

        text = (await client.get("/metrics")).text
        assert 'http_request_duration_seconds_bucket{le="10.0",method="GET",route="/trees' in text

    async def test_those_in_progress_are_shown(self, client: AsyncClient) -> None:
        assert "\nhttp_requests_in_progress 1.0\n" in (await client.get("/metrics")).text

    async def test_no_client_can_invent_series(self, client: AsyncClient) -> None:
        async def ask() -> None:
            await client.request(uuid4().hex.upper(), f"/{uuid4()}")
            await client.request(uuid4().hex.upper(), "/trees/oak/leaves/1")
            await client.get(f"/{uuid4()}")
            await client.get(f"/trees/{uuid4()}/leaves/{uuid4().int}")

        await ask()
        before = series()
        for _ in range(20):
            await ask()

        assert series() == before


class TestEndpoint:
    @pytest.mark.parametrize(
        ("settings", "header"),
        [
            (Settings(environment="development"), ""),
            (
                Settings(environment="production", metrics_token=TOKEN),
                f"Bearer {TOKEN.get_secret_value()}",
            ),
        ],
    )
    async def test_who_may_read_it_reads_it(
        self, leaves: FastAPI, client: AsyncClient, settings: Settings, header: str
    ) -> None:
        leaves.state.settings = settings

        response = await client.get("/metrics", headers={"Authorization": header})

        assert response.status_code == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=")
        assert "http_requests_total" in response.text

    @pytest.mark.parametrize(
        ("settings", "header"),
        [
            (Settings(environment="production"), ""),
            (Settings(environment="production"), "Bearer "),
            (Settings(environment="production", metrics_token=TOKEN), ""),
            (
                Settings(environment="production", metrics_token=TOKEN),
                f"Bearer {TOKEN.get_secret_value()}x",
            ),
            (Settings(environment="production", metrics_token=TOKEN), "Bearer ü"),
            (Settings(environment="development", metrics_token=TOKEN), ""),
        ],
    )
    async def test_for_others_it_does_not_exist(
        self, leaves: FastAPI, client: AsyncClient, settings: Settings, header: str
    ) -> None:
        leaves.state.settings = settings

        response = await client.get("/metrics", headers=[(b"Authorization", header.encode())])

        assert response.status_code == 404
        assert "http_requests_total" not in response.text


class TestWorkers:
    def test_what_all_of_them_counted_is_shown_and_what_the_living_do(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with worker(tmp_path) as dead, worker(tmp_path):
            dead.communicate()
            monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))

            text = generate_latest(metrics.registry()).decode()

        assert 'http_requests_total{method="GET",route="/leaf",status="200"} 2.0' in text
        assert "\nhttp_requests_in_progress 1.0\n" in text


@contextmanager
def worker(directory: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process, which answers a request while another one is in progress."""
    code = """
import sys
from app.metrics import IN_PROGRESS, count_request
IN_PROGRESS.inc()
count_request("GET", "/leaf", 200, 0.1)
print("done", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(directory)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "done\n"
        yield process
        process.kill()
