"""What callers notice when the database, or the way to it, fails."""

import asyncio

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.database.connection import Database
from app.main import create_app
from tests.fixtures.app import connect
from tests.fixtures.app import started
from tests.fixtures.items import ITEMS
from tests.fixtures.outages import DEADLINE
from tests.fixtures.outages import POOL
from tests.fixtures.outages import TIMEOUT
from tests.fixtures.outages import is_unavailable
from tests.fixtures.outages import recovers
from tests.fixtures.outages import timed
from tests.fixtures.proxy import Proxy


@pytest.fixture
def database(committing_database: Database) -> Database:
    """Data that another replica sees, too."""
    return committing_database


class TestDownAtStart:
    async def test_the_service_starts_and_recovers_by_itself(
        self, proxy: Proxy, client: AsyncClient
    ) -> None:
        proxy.cut()
        async with started(create_app()) as replica:
            its_client = connect(replica, headers=client.headers)
            assert (await its_client.get("/health")).status_code == 200
            assert (await its_client.get("/ready")).status_code == 503
            assert is_unavailable(await its_client.get(ITEMS))

            proxy.mend()
            await recovers(its_client)

            assert (await its_client.get(ITEMS)).status_code == 200


class TestGoesDown:
    async def test_requests_are_refused_and_liveness_is_not_concerned(
        self, proxy: Proxy, its_client: AsyncClient
    ) -> None:
        proxy.cut()

        assert is_unavailable(await its_client.get(ITEMS))
        assert is_unavailable(await its_client.post(ITEMS, json={"name": "Lamp"}))
        assert (await its_client.get("/ready")).status_code == 503
        assert (await its_client.get("/health")).status_code == 200

    async def test_no_read_fails_once_it_is_back(
        self, proxy: Proxy, its_client: AsyncClient
    ) -> None:
        await asyncio.gather(*(its_client.get(ITEMS) for _ in range(2 * POOL)))
        proxy.cut()
        proxy.mend()

        answers = [await its_client.get(ITEMS) for _ in range(20)]

        assert [answer.status_code for answer in answers] == [200] * 20


class TestHangs:
    async def test_every_request_is_answered_in_time(
        self, proxy: Proxy, its_client: AsyncClient
    ) -> None:
        proxy.freeze()

        answers = await asyncio.gather(*(timed(its_client) for _ in range(3 * POOL)))
        health, seconds = await timed(its_client, "/health")

        assert all(is_unavailable(answer) for answer, _ in answers)
        assert max(seconds for _, seconds in answers) < DEADLINE
        assert health.status_code == 200
        assert seconds < 0.5

    async def test_nobody_waits_for_readiness(self, proxy: Proxy, its_client: AsyncClient) -> None:
        proxy.freeze()

        ready, seconds = await timed(its_client, "/ready")

        assert ready.status_code == 503
        assert seconds < 2.5

    async def test_the_service_recovers_by_itself(
        self, proxy: Proxy, its_client: AsyncClient
    ) -> None:
        proxy.freeze()
        assert is_unavailable(await its_client.get(ITEMS))

        proxy.mend()
        await recovers(its_client)

        assert (await its_client.get(ITEMS)).status_code == 200

    async def test_the_process_can_end_all_the_same(
        self, proxy: Proxy, client: AsyncClient
    ) -> None:
        async with asyncio.timeout(5):
            async with started(create_app()) as replica:
                assert (await connect(replica).get("/ready")).status_code == 200
                proxy.freeze()


class TestSlow:
    async def test_what_takes_too_long_is_given_up(
        self, proxy: Proxy, replica: FastAPI, client: AsyncClient
    ) -> None:
        proxy.latency = 2 * TIMEOUT

        answer, seconds = await timed(connect(replica, headers=client.headers))

        assert is_unavailable(answer)
        assert seconds < DEADLINE
