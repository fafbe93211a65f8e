"""What the service remembers for a while, in Redis."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

UNREACHABLE = "redis://127.0.0.1:9"


@pytest.fixture
async def memory(app: FastAPI) -> None:
    """Let a test begin with nothing cached and nothing counted."""
    await app.state.redis.flushdb()


@pytest.fixture
async def unreachable_redis() -> AsyncIterator[Redis]:
    """A Redis that does not answer."""
    async with Redis.from_url(UNREACHABLE, socket_connect_timeout=0.2) as redis:
        yield redis
