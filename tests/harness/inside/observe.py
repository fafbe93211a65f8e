"""Watches what becomes of events: `python observe.py`; runs inside a service.

Prints what it sees as lines of JSON, until nobody reads them any more.
"""

import asyncio
import json
import sys
from collections import defaultdict

from app.database.connection import Database
from app.database.engine import create_engine
from app.database.settings import DatabaseSettings
from app.events.broker import consume
from app.events.broker import create_broker
from app.events.cloud_event import CloudEvent
from app.events.models import DeadLetter
from app.events.models import Lease
from app.events.models import OutboxMessage
from app.events.settings import EventsSettings
from app.timeline.models import TimelineEntry
from sqlalchemy import func
from sqlalchemy import select

PAUSE = 0.2


class Hearing:
    """Hears what is published, and whether anything comes before what it follows."""

    def __init__(self) -> None:
        self.latest: dict[str, int] = defaultdict(int)
        self.received = 0
        self.out_of_order = 0

    async def hear(self, body: bytes) -> None:
        """Note the version of an item; what was heard already may come again."""
        event = CloudEvent.parse(body)
        self.received += 1
        if event.data["version"] > self.latest[event.subject] + 1:
            self.out_of_order += 1
        self.latest[event.subject] = max(self.latest[event.subject], event.data["version"])

    def sight(self) -> dict[str, int]:
        """Say so."""
        heard = sum(self.latest.values())
        return {"heard": heard, "received": self.received, "out_of_order": self.out_of_order}


async def look(database: Database) -> dict[str, object]:
    """See what is in the database."""
    effects = select(TimelineEntry.item_id, TimelineEntry.version).distinct().subquery()
    counts = {"rows": TimelineEntry, "effects": effects, "waiting": OutboxMessage}
    async with database.session(read_only=True) as session:
        seen: dict[str, object] = {
            name: await session.scalar(select(func.count()).select_from(counted))
            for name, counted in {**counts, "dead": DeadLetter}.items()
        }
        return {**seen, "holder": str(await session.scalar(select(Lease.holder)))}


async def observe() -> None:
    """Print what is seen, several times a second."""
    database = Database(create_engine(DatabaseSettings.load()))
    broker, hearing = create_broker(EventsSettings.load()), Hearing()
    consume(broker, "items", "observer", hearing.hear)
    await broker.start()
    while True:
        sys.stdout.write(json.dumps({**await look(database), **hearing.sight()}) + "\n")
        sys.stdout.flush()
        await asyncio.sleep(PAUSE)


if __name__ == "__main__":
    asyncio.run(observe())
