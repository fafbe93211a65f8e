"""How often a client may ask, and what it is told about it."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple
from typing import Protocol

from prometheus_client import Counter
from starlette.requests import Request

from app.client_address import client_address
from app.errors import TooManyRequests
from app.limit import Limit

REFUSALS = Counter("rate_limit_refusals", "Requests that came too often, by limit", ["limit"])


class Allowance(NamedTuple):
    """What is left of a limit after a hit."""

    allowed: bool
    remaining: int
    resets_in: float
    """Seconds until the limit starts afresh."""

    @property
    def strictness(self) -> tuple[bool, int, float]:
        """Of two limits, what makes one the closer: that it refuses, leaves less, lasts longer."""
        return not self.allowed, -self.remaining, self.resets_in

    @classmethod
    def after(cls, hits: int, limit: Limit, resets_in: float) -> "Allowance":
        """Judge the latest of so many hits."""
        return cls(hits <= limit.amount, max(0, limit.amount - hits), resets_in)


class RateLimiter(Protocol):
    """Counts hits in windows that start with their first hit."""

    async def hit(self, limit: Limit, *key: str) -> Allowance:
        """Count one hit; concurrent hits never exceed the limit together."""


class LocalRateLimiter:
    """Counts the hits on this process; the key that was hit longest ago is forgotten first."""

    def __init__(self, size: int = 100_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._clock = clock
        self._windows: OrderedDict[tuple[str, ...], tuple[int, float]] = OrderedDict()

    async def hit(self, limit: Limit, *key: str) -> Allowance:
        now = self._clock()
        hits, ends = self._windows.pop(key, (0, 0.0))
        if now >= ends:
            hits, ends = 0, now + limit.window
        self._windows[key] = hits + 1, ends
        if len(self._windows) > self._size:
            self._windows.popitem(last=False)
        return Allowance.after(hits + 1, limit, ends - now)


class RateLimit:
    """A dependency that lets each client address through so often, such as "10/minute".

    The whole API has one. A route that costs more gets another one beside it, in one line:

        @router.post("/reports", dependencies=[Depends(RateLimit("reports", "10/minute"))])

    Every one of them must allow the request, and the answer tells about the one that is closest.
    It counts addresses because it comes before anybody has found out who is asking: who floods
    the service shall not even cost it that.
    """

    def __init__(
        self, name: str, limit: str, refusal: type[TooManyRequests] = TooManyRequests
    ) -> None:
        self._name = name
        self._limit = Limit.parse(limit)
        self._refusal = refusal

    async def __call__(self, request: Request) -> None:
        await self.hit(request, client_address(request))

    async def hit(self, request: Request, client: str) -> None:
        """Count a request of a client, and raise the refusal if it is one too many."""
        limiter: RateLimiter = request.app.state.rate_limiter
        allowance = await limiter.hit(self._limit, self._name, client)
        tell(request, self._limit, allowance)
        if not allowance.allowed:
            REFUSALS.labels(self._name).inc()
            raise self._refusal(retry_after=allowance.resets_in)


def tell(request: Request, limit: Limit, allowance: Allowance) -> None:
    """Say in the answer's headers what is left, unless another limit is closer."""
    told: Allowance | None = getattr(request.state, "allowance", None)
    if told is not None and told.strictness >= allowance.strictness:
        return
    request.state.allowance = allowance
    request.state.answer_headers |= {
        b"ratelimit-limit": b"%d" % limit.amount,
        b"ratelimit-remaining": b"%d" % allowance.remaining,
        b"ratelimit-reset": b"%d" % math.ceil(allowance.resets_in),
    }
