"""Tells whether the process lives, whether it is ready for traffic, and which service it is."""

import asyncio
from collections.abc import Awaitable
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from fastapi import Request
from fastapi import Response

from app import about
from app.schemas import Schema

DEADLINE = 1.0  # seconds; a probe that waits longer has failed anyway

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
    status: Literal["ready", "degraded", "unavailable"]
    checks: dict[str, Literal["ok", "failed"]]


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
    checks: list[Check] = request.app.state.checks
    answers = await asyncio.gather(*(check.answers() for check in checks))
    failed = [check for check, answered in zip(checks, answers, strict=True) if not answered]
    unavailable = any(check.essential for check in failed)
    response.status_code = 503 if unavailable else 200
    return Readiness(
        status="unavailable" if unavailable else "degraded" if failed else "ready",
        checks={check.name: "failed" if check in failed else "ok" for check in checks},
    )


@router.get("/info")
async def read_info() -> Info:
    """Name the service and its version."""
    return Info()
