"""How the replicas of this service hear of each other: through Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextlib import suppress

from fastapi import FastAPI
from redis.asyncio import BlockingConnectionPool
from redis.asyncio import Redis

from app import about
from app.health import Check
from app.live.background import running
from app.live.broadcast import Broadcast
from app.live.presence import Presence
from app.live.redis_broadcast import RedisBroadcast
from app.live.redis_link import RedisLink
from app.live.redis_presence import RedisPresence
from app.redis.settings import RedisSettings

CONNECTIONS = 16  # our own, so that a burst of requests cannot take them
CONNECT_WITHIN = 1.0  # seconds; without Redis the service starts all the same


@asynccontextmanager
async def replicas(app: FastAPI) -> AsyncIterator[tuple[Broadcast, Presence]]:
    """Share messages and presence with the other replicas whenever Redis is there."""
    redis = connect(RedisSettings.load())
    # Channels belong to the server, not to one of its numbered databases.
    prefix = f"{about.NAME}:live:{redis.connection_pool.connection_kwargs.get('db', 0)}"
    link = RedisLink(redis)
    broadcast, presence = RedisBroadcast(link, prefix), RedisPresence(link, prefix)
    app.state.checks.append(Check("live", link.ping, essential=False))
    async with redis, running(link.forward(), broadcast.listen(), presence.refresh()):
        with suppress(TimeoutError):
            await asyncio.wait_for(link.connected.wait(), CONNECT_WITHIN)
        yield broadcast, presence


def connect(settings: RedisSettings) -> Redis:
    """Wait for a free connection rather than open ever more."""
    pool = BlockingConnectionPool.from_url(
        settings.url.get_secret_value(),
        max_connections=CONNECTIONS,
        timeout=settings.timeout,
        socket_timeout=settings.timeout,
        socket_connect_timeout=settings.timeout,
    )
    return Redis.from_pool(pool)
