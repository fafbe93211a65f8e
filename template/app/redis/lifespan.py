"""What Redis replaces while the service runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.health import Check
from app.redis.cache import RedisCache
from app.redis.client import connect
from app.redis.rate_limit import RedisRateLimiter
from app.redis.settings import RedisSettings


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Provide `state.redis`; cache and rate limits are shared by all replicas from now on.

    A service without its Redis is slower and counts alone, but it serves.
    """
    redis = connect(RedisSettings.load())
    app.state.redis = redis
    app.state.cache = RedisCache(redis)
    app.state.rate_limiter = RedisRateLimiter(redis)
    app.state.checks.append(Check("redis", redis.ping, essential=False))
    try:
        yield
    finally:
        await redis.aclose()
