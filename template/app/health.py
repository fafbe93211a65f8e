"""Tells whether the process lives, whether it is ready for traffic, and which service it is."""

import asyncio
import time
from collections.abc import Awaitable
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from fastapi import Request
from fastapi import Response

from app import about
from app.schemas import Schema

DEADLINE = 1.0  # seconds; a probe that waits longer has failed anyway
KEPT = 1.0  # seconds; more probes do not make more work for what is asked

router = APIRouter(tags=["health"])


@dataclass(frozen=True)
class Check:
    """A dependency that readiness asks for; an inessential one only degrades the service."""

    name: str
    ping: Callable[[], Awaitable[object]]
    essential: bool = True

    async def answers(self) -> bool:
        """Tell whether the dependency answers within the deadline."""
        try:
            async with asyncio.timeout(DEADLINE):
                await self.ping()
        except Exception:
            return False
        return True


class Health(Schema):
    status: Literal["ok"] = "ok"
    timestamp: datetime


class Readiness(Schema):
    status: Literal["ready", "degraded", "unavailable", "draining"]
    checks: dict[str, Literal["ok", "failed"]]


SERVING = ("ready", "degraded")


@dataclass
class KeptReadiness:
    """What the dependencies last said; probes that come together share one answer."""

    clock: Callable[[], float] = time.monotonic
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _asked: Sequence[Check] = ()
    _latest: Readiness = field(default_factory=lambda: Readiness(status="unavailable", checks={}))
    _expires: float = 0.0

    async def of(self, checks: Sequence[Check]) -> Readiness:
        """Return what is kept for a second, or ask again."""
        async with self._lock:
            if self._asked is not checks or self.clock() >= self._expires:
                self._latest = await ask(checks)
                self._asked, self._expires = checks, self.clock() + KEPT
        return self._latest


async def ask(checks: Sequence[Check]) -> Readiness:
    """Ask all dependencies at once."""
    answers = await asyncio.gather(*(check.answers() for check in checks))
    failed = [check for check, answered in zip(checks, answers, strict=True) if not answered]
    unavailable = any(check.essential for check in failed)
    return Readiness(
        status="unavailable" if unavailable else "degraded" if failed else "ready",
        checks={check.name: "failed" if check in failed else "ok" for check in checks},
    )


class Info(Schema):
    name: str = about.NAME
    title: str = about.TITLE
    version: str = about.VERSION


@router.get("/health")
async def read_health() -> Health:
    """Answer as long as the process lives; no dependency is asked."""
    return Health(timestamp=datetime.now(UTC))


@router.get("/ready", responses={503: {"model": Readiness}})
async def read_readiness(request: Request, response: Response) -> Readiness:
    """Ask every dependency, all at once; 503 while an essential one does not answer."""
    state = request.app.state
    if state.draining:
        readiness = Readiness(status="draining", checks={})
    else:
        readiness = await state.readiness.of(state.checks)
    response.status_code = 200 if readiness.status in SERVING else 503
    return readiness


@router.get("/info")
async def read_info() -> Info:
    """Name the service and its version."""
    return Info()
