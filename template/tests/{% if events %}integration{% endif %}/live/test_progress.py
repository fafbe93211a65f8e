import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.database.connection import Database
from app.live.progress import tell_progress
from tests.fixtures.app import another_replica
from tests.fixtures.events import another_worker
from tests.fixtures.imports import lamps
from tests.fixtures.imports import read
from tests.fixtures.imports import request_import
from tests.fixtures.imports import work
from tests.fixtures.live import Server
from tests.fixtures.live import serving


def room_of(job: str) -> str:
    """Name the room in which a job can be watched."""
    return f"job.{job.rpartition('/')[2]}"


class TestProgress:
    async def test_it_is_told_until_the_job_ends(
        self, app: FastAPI, server: Server, client: AsyncClient
    ) -> None:
        job = await request_import(client, lamps(3))
        async with server.connect(client) as talker:
            await talker.join(room_of(job))
            for body in await work(app):
                await tell_progress(app.state.hub, body)

            begun, progressed, ended = [await talker.hear_of("progressed") for _ in range(3)]

            assert (begun["status"], begun["done"], begun["total"]) == ("running", 0, 3)
            assert (progressed["status"], progressed["done"]) == ("running", 3)
            assert (ended.pop("type"), ended["status"]) == ("progressed", "succeeded")
            assert ended.items() <= (await read(client, job)).items()

    async def test_what_nobody_here_has_told_is_ignored(
        self, app: FastAPI, server: Server, client: AsyncClient
    ) -> None:
        ended = b'{"id": "1", "source": "/elsewhere", "type": "job.ended.v1", "data": {"id": "1"}}'
        async with server.connect(client) as talker:
            for body in (b"", b"{}", ended):
                await tell_progress(app.state.hub, body)

            assert await talker.hears_nothing()


class TestBroker:
    @pytest.fixture
    def database(self, committing_database: Database) -> Database:
        return committing_database

    async def test_every_replica_hears_it_from_the_worker(
        self, app: FastAPI, client: AsyncClient, namespace: str
    ) -> None:
        job = await request_import(client, lamps(3))
        async with (
            another_replica(app) as one,
            another_replica(app) as two,
            serving(one) as server,
            serving(two) as elsewhere,
            server.connect(client) as anne,
            elsewhere.connect(client) as bob,
        ):
            for talker in anne, bob:
                await talker.join(room_of(job))

            async with another_worker():
                for talker in anne, bob:
                    while (await talker.hear_of("progressed"))["status"] != "succeeded":
                        pass
