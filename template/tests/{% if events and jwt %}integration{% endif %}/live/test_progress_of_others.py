from fastapi import FastAPI

from app.live.progress import tell_progress
from tests.fixtures.accounts import Account
from tests.fixtures.imports import lamps
from tests.fixtures.imports import request_import
from tests.fixtures.imports import work
from tests.fixtures.live import Server


class TestSomebodyElse:
    async def test_they_hear_nothing_whatever_room_they_join(
        self, app: FastAPI, server: Server, alice: Account, bob: Account
    ) -> None:
        job = await request_import(alice.client, lamps(1))
        async with server.connect(alice.client) as owner, server.connect(bob.client) as other:
            await other.join(f"job.{job.rpartition('/')[2]}")
            for body in await work(app):
                await tell_progress(app.state.hub, body)

            assert (await owner.hear_of("progressed"))["status"] == "running"
            assert await other.hears_nothing()
