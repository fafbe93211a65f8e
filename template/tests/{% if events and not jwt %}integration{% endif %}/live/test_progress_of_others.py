from fastapi import FastAPI
from httpx2 import AsyncClient

from app.live.progress import tell_progress
from tests.fixtures.imports import lamps
from tests.fixtures.imports import request_import
from tests.fixtures.imports import work
from tests.fixtures.live import Server


class TestEverybodyElse:
    async def test_who_does_not_watch_a_job_hears_nothing_of_it(
        self, app: FastAPI, server: Server, client: AsyncClient
    ) -> None:
        await request_import(client, lamps(1))
        async with server.connect() as talker:
            for body in await work(app):
                await tell_progress(app.state.hub, body)

            assert await talker.hears_nothing()
