"""Tries again what may succeed the next time, for as long as somebody waits for it."""

import asyncio
import random
from collections.abc import Awaitable
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from typing import TypeVar

from app.http_client.errors import ServiceUnavailable
from app.http_client.observe import RETRIES
from app.http_client.retry_budget import RetryBudget

AnswerT = TypeVar("AnswerT")


@dataclass
class Retries:
    """Repeats calls to one service: a few times each, and within a budget for all of them."""

    service: str

    attempts: int = 3
    """How often a call is made at most, with the first time."""

    first_delay: float = 0.1
    longest_delay: float = 2.0
    """Seconds: what a delay may come to doubles with every retry, up to this."""

    budget: RetryBudget = field(default_factory=RetryBudget)
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    jitter: Callable[[], float] = random.random

    async def run(self, attempt: Callable[[], Awaitable[AnswerT]], deadline: float) -> AnswerT:
        """Attempt it until it succeeds, or raise what went wrong the last time.

        A retry that could not begin before the `deadline`, in the loop's time, is not waited for.
        """
        self.budget.earn()
        for retry in range(1, self.attempts):
            try:
                return await attempt()
            except ServiceUnavailable as error:
                delay = self.delay(retry, error.told)
                begins = asyncio.get_running_loop().time() + delay
                if not (error.transient and begins < deadline and self.budget.spend()):
                    raise
            RETRIES.labels(self.service).inc()
            await self.sleep(delay)
        return await attempt()

    def delay(self, retry: int, told: float | None) -> float:
        """Return the seconds before a retry: anything up to the longest, so that nobody herds.

        What the service told us is waited for in any case.
        """
        longest = min(self.longest_delay, self.first_delay * 2.0 ** (retry - 1))
        return (told or 0) + longest * self.jitter()
