"""How the processes of this service hear of each other: there is one, and nothing to hear."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.live.broadcast import Broadcast
from app.live.broadcast import LocalBroadcast
from app.live.presence import LocalPresence
from app.live.presence import Presence


@asynccontextmanager
async def replicas(_: FastAPI) -> AsyncIterator[tuple[Broadcast, Presence]]:
    """Keep messages and presence in this process."""
    yield LocalBroadcast(), LocalPresence()
