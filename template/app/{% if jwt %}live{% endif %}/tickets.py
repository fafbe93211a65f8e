"""Tickets: a page cannot send headers with a WebSocket, and a token has no place in a URL."""

import hashlib
import secrets

from fastapi import Depends
from fastapi import Response
from pydantic import TypeAdapter

from app.auth.dependencies import EarlyPrincipal
from app.auth.limits import UserRateLimit
from app.auth.principal import Principal
from app.cache import Cache
from app.cache import SharedCache
from app.rate_limit import RateLimit
from app.routing import Router
from app.schemas import Schema

LIFETIME = 30  # seconds

PRINCIPAL: TypeAdapter[Principal] = TypeAdapter(Principal)

router = Router(
    dependencies=[
        Depends(RateLimit("tickets", "600/minute")),
        Depends(UserRateLimit("tickets-of-user", "60/minute")),
    ]
)


class Ticket(Schema):
    """Opens one socket, as `/api/v1/live?ticket=…`, for whoever asked for it."""

    ticket: str
    expires_in: int = LIFETIME


@router.post("/tickets", status_code=201)
async def create_ticket(
    principal: EarlyPrincipal, cache: SharedCache, response: Response
) -> Ticket:
    """Issue a ticket for one socket."""
    response.headers["Cache-Control"] = "no-store"
    ticket = secrets.token_urlsafe()
    await cache.set(name(ticket), PRINCIPAL.dump_json(principal), LIFETIME)
    return Ticket(ticket=ticket)


async def redeem(ticket: str, cache: Cache) -> Principal | None:
    """Return whom a ticket was issued to, the first time that it is shown."""
    kept = await cache.pop(name(ticket))
    return PRINCIPAL.validate_json(kept) if kept else None


def name(ticket: str) -> str:
    """Name the cache entry so that whoever can read the cache still has no ticket."""
    return f"ticket:{hashlib.sha256(ticket.encode()).hexdigest()}"
