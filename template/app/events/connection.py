"""The connection to the broker, for as long as a process lives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog
from fastapi import FastAPI

from app.events.broker import FAILURES
from app.events.broker import Broker
from app.events.broker import ping
from app.events.delivery import GRACE
from app.events.retries import delays
from app.health import Check

logger = structlog.get_logger()

CONNECT_WITHIN = 1.0  # seconds; without the broker a process starts all the same


@asynccontextmanager
async def connected(app: FastAPI, broker: Broker) -> AsyncIterator[asyncio.Task[None]]:
    """Connect as soon as the broker is there, which is at once as a rule."""
    app.state.checks.append(Check("broker", partial(ping, broker), essential=False))
    connecting = asyncio.create_task(connect(broker))
    try:
        await asyncio.wait([connecting], timeout=CONNECT_WITHIN)
        yield connecting
    finally:
        while not connecting.done():
            connecting.cancel()  # again, should a client have lost it, as happens on Python 3.11
            await asyncio.wait([connecting], timeout=GRACE)
        await broker.stop()


async def connect(broker: Broker) -> None:
    """Connect, however long it takes."""
    for pause in delays():
        if await starts(broker):
            break
        await asyncio.sleep(pause)


async def starts(broker: Broker) -> bool:
    """Connect and declare what is missing, or log why that is impossible."""
    try:
        await broker.start()
    except Exception as error:
        unexpected = not isinstance(error, FAILURES)
        logger.warning("no broker yet", reason=repr(error), exc_info=unexpected)
        return False
    return True
