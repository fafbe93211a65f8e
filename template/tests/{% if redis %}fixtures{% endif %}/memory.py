"""What the service remembers for a while, in Redis, and ways in which Redis fails."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from redis.asyncio import Redis

from app.redis.client import GuardedRedis
from app.redis.client import connect
from app.redis.settings import RedisSettings
from tests.fixtures.proxy import Proxy

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


@pytest.fixture
async def redis_line(app: FastAPI) -> AsyncIterator[Proxy]:
    """The way to Redis, which can fail."""
    address = app.state.redis.get_connection_kwargs()
    async with Proxy(address["host"], address["port"]).listening() as line:
        yield line


@pytest.fixture
def fragile_address(redis_line: Proxy) -> str:
    """The address of Redis at the end of that way."""
    address = urlsplit(RedisSettings.load().url.get_secret_value())
    credentials, at, _ = address.netloc.rpartition("@")
    return address._replace(netloc=f"{credentials}{at}127.0.0.1:{redis_line.port}").geturl()


@pytest.fixture
async def fragile_redis(fragile_address: str) -> AsyncIterator[GuardedRedis]:
    """A client that goes that way."""
    redis = connect(RedisSettings(url=SecretStr(fragile_address)))
    yield redis
    await redis.aclose()
