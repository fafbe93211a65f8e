"""Tells of items that there are not: `python tell.py ITEMS`; runs inside a service.

Each line of input is a number of versions, of which all items are told.
"""

import asyncio
import sys
from uuid import uuid4

from app.database.connection import Database
from app.database.engine import create_engine
from app.database.session import unit_of_work
from app.database.settings import DatabaseSettings
from app.events.outbox import Outbox
from app.items.events import ItemUpdated


async def tell(items: int) -> None:
    """Store the next version of every item in one transaction, whenever asked to."""
    engine = create_engine(DatabaseSettings.load())
    database, version = Database(engine), 0
    ids = [uuid4() for _ in range(items)]
    while line := await asyncio.to_thread(sys.stdin.readline):
        for _ in range(int(line)):
            version += 1
            async with unit_of_work(database, []) as session:
                for item in ids:
                    event = ItemUpdated(id=item, name="tea", quantity=1, version=version)
                    await Outbox(session).add(event, key=item)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(tell(int(sys.argv[1])))
