"""A client that is gone without a word is found out."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.live.audiences import EVERYONE
from tests.fixtures.live import Server
from tests.fixtures.live import serving

INTERVAL = 0.1  # seconds


@pytest.fixture
async def pinging(app: FastAPI) -> AsyncIterator[Server]:
    async with serving(app, ws_ping_interval=INTERVAL, ws_ping_timeout=3 * INTERVAL) as server:
        yield server


class TestHeartbeat:
    async def test_who_answers_no_ping_is_cut_off_and_has_left(
        self, app: FastAPI, pinging: Server, client: AsyncClient
    ) -> None:
        async with pinging.connect(client) as anne, pinging.connect(client) as bob:
            await anne.join("lobby")
            await bob.join("lobby")
            bob.socket.transport.pause_reading()

            left = await anne.hear_of("left")
            bob.socket.transport.resume_reading()

            assert left["member"]["connection"] == bob.connection
            assert len(app.state.hub.listeners(EVERYONE)) == 1

    async def test_who_is_only_quiet_stays(self, pinging: Server, client: AsyncClient) -> None:
        async with pinging.connect(client) as anne:
            await asyncio.sleep(6 * INTERVAL)

            assert await anne.hears_nothing()
