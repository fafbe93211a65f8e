"""How the replicas of this service hear of each other: through Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextlib import suppress

from fastapi import FastAPI

from app import about
from app.health import Check
from app.live.background import running
from app.live.broadcast import Broadcast
from app.live.presence import Presence
from app.live.redis_broadcast import RedisBroadcast
from app.live.redis_presence import RedisPresence

CONNECT_WITHIN = 1.0  # seconds; without Redis the service starts all the same


@asynccontextmanager
async def replicas(app: FastAPI) -> AsyncIterator[tuple[Broadcast, Presence]]:
    """Share messages and presence with the other replicas whenever Redis is there."""
    redis = app.state.redis
    prefix = f"{about.NAME}:{redis.get_connection_kwargs().get('db', 0)}:live"
    broadcast = RedisBroadcast(redis, prefix)
    presence = RedisPresence(redis, prefix)
    app.state.checks.append(Check("live", broadcast.ping, essential=False))
    async with running(broadcast.listen(), broadcast.forward(), presence.refresh()):
        with suppress(TimeoutError):
            await asyncio.wait_for(broadcast.connected.wait(), CONNECT_WITHIN)
        yield broadcast, presence
