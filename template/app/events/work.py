"""The relay and the consumers, for as long as a process lives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.consumers import CONSUMERS
from app.events.broker import Broker
from app.events.broker import consume
from app.events.broker import create_broker
from app.events.connection import connected
from app.events.inbox import Inbox
from app.events.relay import Relay
from app.events.settings import EventsSettings
from app.health import Check

GRACE = 10.0  # seconds for what is being published when the process is told to stop


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Do the work of a worker."""
    settings = EventsSettings.load()
    async with working(app, create_broker(settings), settings):
        yield


@asynccontextmanager
async def working(app: FastAPI, broker: Broker, settings: EventsSettings) -> AsyncIterator[None]:
    """Relay and consume, as soon as the broker is there."""
    for consumer in CONSUMERS:
        inbox = Inbox(consumer, app.state, settings.attempts)
        consume(broker, consumer.topic, consumer.group, inbox.receive)
    relay = Relay(app.state.database, broker)
    app.state.checks.append(Check("relay", relay.ping, essential=False))
    async with connected(app, broker) as connecting, relaying(relay, connecting):
        yield


@asynccontextmanager
async def relaying(relay: Relay, connecting: asyncio.Task[None]) -> AsyncIterator[None]:
    """Relay beside the body, and finish at its end what is being published."""
    running = asyncio.create_task(relay_once(connecting, relay))
    try:
        yield
    finally:
        relay.stop()
        await asyncio.wait([running], timeout=GRACE if connecting.done() else 0)
        running.cancel()


async def relay_once(connecting: asyncio.Task[None], relay: Relay) -> None:
    """Begin with the broker: what is published needs a place where it waits for consumers."""
    await asyncio.wait([connecting])  # who awaits a task itself cancels it together with itself
    await relay.run()
