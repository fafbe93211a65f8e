"""How often a client may ask, and what it is told about it."""

import math
import time
from typing import Annotated
from typing import NamedTuple
from typing import Protocol

from fastapi import Depends
from limits import RateLimitItem
from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.requests import HTTPConnection
from starlette.requests import Request
from starlette.responses import Response

from app.errors import TooManyRequests


class Allowance(NamedTuple):
    """What is left of a limit after a hit."""

    allowed: bool
    remaining: int
    resets_in: float
    """Seconds until the limit starts afresh."""


class RateLimiter(Protocol):
    """Counts hits against limits."""

    async def hit(self, limit: RateLimitItem, *key: str) -> Allowance:
        """Count one hit; concurrent hits never exceed the limit together."""


class StoredRateLimiter:
    """Fixed windows that start with their first hit, counted in a storage."""

    def __init__(self, storage: Storage) -> None:
        self._windows = FixedWindowRateLimiter(storage)

    async def hit(self, limit: RateLimitItem, *key: str) -> Allowance:
        allowed = await self._windows.hit(limit, *key)
        stats = await self._windows.get_window_stats(limit, *key)
        return Allowance(allowed, stats.remaining, max(0.0, stats.reset_time - time.time()))


class LocalRateLimiter(StoredRateLimiter):
    """Counts the hits on this process."""

    def __init__(self) -> None:
        super().__init__(MemoryStorage())


async def get_rate_limiter(connection: HTTPConnection) -> RateLimiter:
    limiter: RateLimiter = connection.app.state.rate_limiter
    return limiter


SharedRateLimiter = Annotated[RateLimiter, Depends(get_rate_limiter)]


class RateLimit:
    """A dependency that lets each client address through `limit` times, such as "10/minute"."""

    def __init__(self, name: str, limit: str) -> None:
        self._name = name
        self._limit = parse(limit)

    async def __call__(
        self, request: Request, response: Response, limiter: SharedRateLimiter
    ) -> None:
        allowance = await limiter.hit(self._limit, self._name, client_address(request))
        headers = {
            "RateLimit-Limit": str(self._limit.amount),
            "RateLimit-Remaining": str(allowance.remaining),
            "RateLimit-Reset": str(math.ceil(allowance.resets_in)),
        }
        response.headers.update(headers)
        request.state.rate_limit_headers = headers  # for a problem that is answered instead
        if not allowance.allowed:
            raise TooManyRequests(retry_after=allowance.resets_in)


def client_address(connection: HTTPConnection) -> str:
    """Return the peer's address; the server replaces it only behind a proxy that it trusts."""
    return connection.client.host if connection.client else "unknown"
