"""Whether somebody is at the other end of a connection that the pool lends."""

import select
import time
from operator import attrgetter
from typing import Any

from sqlalchemy import AdaptedConnection
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

REST = 5.0  # seconds; a network may forget a connection on which nothing is said

transport_of = attrgetter("_transport")  # asyncpg has no public name for it


def lend_no_dead(engine: AsyncEngine) -> None:
    """Let the pool replace connections that are dead."""
    event.listen(engine.sync_engine, "checkin", note_rest)
    event.listen(engine.sync_engine, "checkout", refuse_dead)


def note_rest(_: AdaptedConnection, entry: ConnectionPoolEntry) -> None:
    entry.info["resting_since"] = time.monotonic()


def refuse_dead(adapted: AdaptedConnection, entry: ConnectionPoolEntry, *_: Any) -> None:
    """Ask a connection that was silent for a while, or speaks unasked, and refuse a dead one.

    Asking costs a round trip, and SQLAlchemy's own `pool_pre_ping` three for every request.
    """
    connection = adapted.driver_connection
    if not connection.is_closed() and (has_rested(entry) or has_news(connection)):
        adapted.run_async(ask)
    if connection.is_closed():
        raise DisconnectionError


def has_rested(entry: ConnectionPoolEntry) -> bool:
    now = time.monotonic()
    return now - float(entry.info.get("resting_since", now)) > REST


def has_news(connection: Any) -> bool:
    """Tell whether something has arrived that the event loop has not read yet.

    To a connection that rests, a server says little but goodbye.
    """
    poll = select.poll()
    poll.register(transport_of(connection).get_extra_info("socket"), select.POLLIN)
    return bool(poll.poll(0))


async def ask(connection: Any) -> None:
    """Find out whether somebody is there; a connection without an answer is closed."""
    try:
        await connection.fetchrow(";")
    except Exception:
        connection.terminate()
