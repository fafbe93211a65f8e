"""A hub, and clients that are connected to it in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.live.broadcast import LocalBroadcast
from app.live.hub import Hub
from app.live.presence import LocalPresence
from app.live.service import Conversation
from app.live.settings import LiveSettings
from tests.unit.live.line import Dial
from tests.unit.live.line import Line


@pytest.fixture
def settings() -> LiveSettings:
    return LiveSettings.load().model_copy(update={"queue": 8, "patience": 0.05})


@pytest.fixture
def hub(settings: LiveSettings) -> Hub:
    return Hub(LocalBroadcast(), LocalPresence(), settings)


@pytest.fixture
def dial(hub: Hub) -> Dial:
    """Connect a client to the hub."""

    @asynccontextmanager
    async def connect() -> AsyncIterator[Line]:
        line = Line(hub.settings)
        with hub.connected(line.connection):
            conversation = Conversation(hub, line.connection)
            serving = asyncio.create_task(line.connection.serve(conversation.receive))
            assert (await line.hear())["type"] == "welcome"
            yield line
            line.hang_up()
            await serving

    return connect
