"""A socket lasts no longer than the sign-in it was opened with."""

import asyncio
from collections.abc import AsyncIterator
from collections.abc import Collection
from contextlib import asynccontextmanager
from datetime import UTC
from datetime import datetime
from uuid import UUID

from fastapi import FastAPI

from app.auth.authentication import find_live
from app.auth.repository import SessionRepository
from app.database.session import unit_of_work
from app.errors import Unavailable
from app.live.audiences import EVERYONE
from app.live.background import running
from app.live.caller import session
from app.live.connection import End
from app.live.hub import Hub

SIGNED_OUT = End(4401, "signed out")
EXPIRED = End(4401, "the access token has expired")

LOOK_AT_CLOCK_EVERY = 1.0  # seconds
ASK_DATABASE_EVERY = 60.0  # seconds; how late a revocation is seen whose message was lost


@asynccontextmanager
async def watched(app: FastAPI, hub: Hub) -> AsyncIterator[None]:
    """Close sockets, on every replica, when their user signs out or their token expires."""

    async def close_revoked(session_ids: Collection[UUID]) -> None:
        for session_id in session_ids:
            hub.close(session(session_id), SIGNED_OUT)

    app.state.auth.revocation_listeners.append(close_revoked)
    async with running(watch_clock(hub), watch_database(app, hub)):
        yield


async def watch_clock(hub: Hub) -> None:
    """Look at the clock for all connections together: one timer instead of thousands."""
    while True:
        await asyncio.sleep(LOOK_AT_CLOCK_EVERY)
        close_expired(hub, datetime.now(UTC))


def close_expired(hub: Hub, now: datetime) -> None:
    """End the connections whose access token has expired."""
    for connection in hub.listeners(EVERYONE):
        if connection.caller.principal.expires_at <= now:
            connection.close(EXPIRED)


async def watch_database(app: FastAPI, hub: Hub) -> None:
    """Ask for the truth now and then, whatever the messages said."""
    while True:
        await asyncio.sleep(ASK_DATABASE_EVERY)
        try:
            await close_ended(app, hub)
        except Unavailable:
            continue


async def close_ended(app: FastAPI, hub: Hub) -> None:
    """End the connections whose session is over, or whose user is no longer active."""
    listeners = hub.listeners(EVERYONE)
    async with unit_of_work(app.state.database, [], read_only=True) as database:
        sessions = SessionRepository(database)
        for session_id in {c.caller.principal.session_id for c in listeners}:
            if not await find_live(session_id, app.state.auth, sessions):
                hub.close(session(session_id), SIGNED_OUT)
