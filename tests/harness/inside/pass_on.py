"""Passes events on in one of several ways: `python pass_on.py`; runs inside a service.

Each line of input is a way and a number of events; the seconds it took are printed, after the
lines of the log. One process does everything, as a single worker would.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from uuid import uuid4

from app.database.connection import Database
from app.database.engine import create_engine
from app.database.session import unit_of_work
from app.database.settings import DatabaseSettings
from app.events.broker import Broker
from app.events.broker import consume
from app.events.broker import create_broker
from app.events.broker import publish
from app.events.cloud_event import CloudEvent
from app.events.inbox import Inbox
from app.events.outbox import Outbox
from app.events.relay import BATCH
from app.events.relay import Relay
from app.events.settings import EventsSettings
from app.items.events import ItemCreated
from app.logging import configure_logging
from app.settings import Settings
from app.timeline.consumer import timeline
from app.timeline.models import TimelineEntry
from sqlalchemy import func
from sqlalchemy import select
from starlette.datastructures import State

PAUSE = 0.1


@dataclass(frozen=True)
class Passage:
    """Events, where they wait, and where they go."""

    events: Sequence[ItemCreated]
    database: Database
    broker: Broker

    async def one_by_one(self) -> float:
        """Publish directly, and wait for the broker each time."""
        began = perf_counter()
        for event in self.events:
            await tell(event, self.broker)
        return perf_counter() - began

    async def at_once(self) -> float:
        """Publish directly, as many at once as the relay does."""
        began = perf_counter()
        for start in range(0, len(self.events), BATCH):
            batch = self.events[start : start + BATCH]
            await asyncio.gather(*(tell(event, self.broker) for event in batch))
        return perf_counter() - began

    async def relay(self) -> float:
        """Take them from the outbox to the broker."""
        await store(self.events, self.database)
        relay, began, published = Relay(self.database, self.broker), perf_counter(), 0
        while published < len(self.events):
            published += await relay.forward()
        seconds = perf_counter() - began
        relay.stop()
        await relay.run()  # only gives its lease back, for which the next one would wait
        return seconds

    async def relay_and_consumer(self) -> float:
        """Take them from the outbox to the broker and from there to their effect."""
        await store(self.events, self.database)
        wanted = await effects(self.database) + len(self.events)
        relay, began = Relay(self.database, self.broker), perf_counter()
        running = asyncio.create_task(relay.run())
        while await effects(self.database) < wanted:
            await asyncio.sleep(PAUSE)
        seconds = perf_counter() - began
        relay.stop()
        await running
        return seconds


async def tell(event: ItemCreated, broker: Broker) -> None:
    """Publish an event directly."""
    envelope = CloudEvent.of(event, str(event.id))
    await publish(
        broker, topic=event.topic, key=envelope.subject, id=envelope.id, body=envelope.to_json()
    )


async def store(events: Sequence[ItemCreated], database: Database) -> None:
    """Put events into the outbox, in one transaction."""
    async with unit_of_work(database, []) as session:
        for event in events:
            await Outbox(session).add(event, key=event.id)


async def effects(database: Database) -> int:
    """Count what the events have brought about."""
    async with database.session(read_only=True) as session:
        return await session.scalar(select(func.count()).select_from(TimelineEntry)) or 0


async def ignore(_: bytes) -> None:
    """Leave a message at that."""


async def main(way: str, count: int) -> float:
    """Connect, pass so many events on, and return the seconds that took."""
    configure_logging(Settings.load())
    engine = create_engine(DatabaseSettings.load())
    database = Database(engine)
    settings = EventsSettings.load().model_copy(update={"namespace": f"bench-{uuid4().hex}"})
    broker = create_broker(settings)
    state = State({"database": database})
    inbox = Inbox(timeline, state, settings.attempts)
    consume(broker, "items", "bench", inbox.receive if way == "relay_and_consumer" else ignore)
    await broker.start()
    events = [ItemCreated(id=uuid4(), name="Lamp", quantity=1, version=1) for _ in range(count)]
    try:
        seconds: float = await getattr(Passage(events, database, broker), way)()
        return seconds
    finally:
        await broker.stop()
        await engine.dispose()


if __name__ == "__main__":
    for line in sys.stdin:
        wanted, number = line.split()
        sys.stdout.write(f"{asyncio.run(main(wanted, int(number)))}\n")
        sys.stdout.flush()
