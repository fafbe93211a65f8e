"""Which process publishes and handles events."""

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.main import create_app
from tests.fixtures.app import connect
from tests.fixtures.app import started
from tests.fixtures.events import timeline
from tests.fixtures.items import create_item


class TestApi:
    async def test_it_can_do_all_by_itself(
        self, client: AsyncClient, namespace: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EVENTS_EMBEDDED", "true")
        await create_item(client)

        async with started(create_app()) as alone:
            assert len(await timeline(client, 1)) == 1
            checks = (await connect(alone).get("/ready")).json()["checks"]

        assert checks["broker"] == checks["relay"] == "ok"

    async def test_otherwise_it_leaves_that_to_a_worker(self, client: AsyncClient) -> None:
        assert "relay" not in (await client.get("/ready")).json()["checks"]


class TestWorker:
    async def test_it_tells_how_it_is_and_nothing_else(
        self, client: AsyncClient, worker: FastAPI
    ) -> None:
        its_client = connect(worker, headers=client.headers)

        assert (await its_client.get("/health")).status_code == 200
        assert (await its_client.get("/ready")).json()["checks"]["database"] == "ok"
        assert (await its_client.get("/api/v1/items")).status_code == 404

    async def test_its_metrics_tell_how_events_fare(
        self, client: AsyncClient, worker: FastAPI
    ) -> None:
        await create_item(client)
        await timeline(client, 1)

        metrics = (await connect(worker).get("/metrics")).text

        assert 'events_published_total{topic="items"}' in metrics
        assert "events_outbox_oldest_seconds" in metrics
        assert 'events_handled_total{consumer="timeline",outcome="handled"}' in metrics
        assert 'events_lag_seconds_count{consumer="timeline"}' in metrics
