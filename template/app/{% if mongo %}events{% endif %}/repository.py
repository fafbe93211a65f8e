"""All queries about events."""

import time
from collections.abc import Sequence
from datetime import timedelta
from uuid import NAMESPACE_URL
from uuid import UUID
from uuid import uuid5

from app.database.errors import domain_errors
from app.database.models import utc_now
from app.database.repository import Repository
from app.events.models import DeadLetter
from app.events.models import HandledEvent
from app.events.models import Lease
from app.events.models import OutboxMessage
from app.search import Order
from app.search import Search

IN_ORDER = Search(orders=(Order("position"),))


class OutboxRepository(Repository[OutboxMessage]):
    """The events that wait to be published."""

    model = OutboxMessage

    async def enqueue(self, id: UUID, topic: str, key: str, body: bytes) -> None:
        """Store an event; its position is later than those of all committed with its key.

        Clocks of several replicas differ, so what waits with the same key is looked at.
        """
        last = await self.documents.find_one(
            {"topic": topic, "key": key},
            sort=[("position", -1)],
            session=self.session.transaction,
        )
        position = max(time.time_ns(), last["position"] + 1 if last else 0)
        await self.add(OutboxMessage(id=id, position=position, topic=topic, key=key, body=body))

    async def oldest(self, limit: int) -> Sequence[OutboxMessage]:
        """Return the next ones, in order."""
        return await self.list(IN_ORDER, limit=limit, offset=0)

    async def remove(self, messages: Sequence[OutboxMessage]) -> None:
        """Remove what is published."""
        ids = [message.id for message in messages]
        await self.documents.delete_many({"_id": {"$in": ids}}, session=self.session.transaction)


class LeaseRepository(Repository[Lease]):
    """Who may do what only one process does at a time."""

    model = Lease

    async def take(self, name: str, holder: UUID, duration: timedelta) -> bool:
        """Take or prolong a lease, and tell whether it is the holder's now.

        Of several who are the first at the same moment, all but one get a `Conflict`.
        """
        now = utc_now()
        id = uuid5(NAMESPACE_URL, name)
        current = await self.get(id)
        if current and current.holder != holder and current.expires_at >= now:
            return False
        with domain_errors():
            await self.documents.replace_one(
                {"_id": id},
                Lease(id=id, holder=holder, expires_at=now + duration).to_bson(),
                upsert=True,
                session=self.session.transaction,
            )
        return True

    async def release(self, name: str, holder: UUID) -> None:
        """Let another process have it at once."""
        await self.documents.delete_one(
            {"_id": uuid5(NAMESPACE_URL, name), "holder": holder},
            session=self.session.transaction,
        )


class HandledEventRepository(Repository[HandledEvent]):
    """The events whose effects are stored."""

    model = HandledEvent


class DeadLetterRepository(Repository[DeadLetter]):
    """The events that could not be handled."""

    model = DeadLetter
