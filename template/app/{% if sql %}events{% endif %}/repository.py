"""All queries about events."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy import or_
from sqlalchemy import select
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.database.errors import domain_errors
from app.database.models import utc_now
from app.database.repository import Repository
from app.events.models import DeadLetter
from app.events.models import HandledEvent
from app.events.models import Lease
from app.events.models import OutboxMessage


class OutboxRepository:
    """The events that wait to be published."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def enqueue(self, id: UUID, topic: str, key: str, body: bytes) -> None:
        """Store an event; its position is later than those of all committed with its key."""
        self.session.add(OutboxMessage(id=id, topic=topic, key=key, body=body))

    async def oldest(self, limit: int) -> Sequence[OutboxMessage]:
        """Return the next ones, in order."""
        query = select(OutboxMessage).order_by(OutboxMessage.position).limit(limit)
        return (await self.session.scalars(query)).all()

    async def remove(self, messages: Sequence[OutboxMessage]) -> None:
        """Remove what is published."""
        positions = [message.position for message in messages]
        await self.session.execute(
            delete(OutboxMessage).where(OutboxMessage.position.in_(positions))
        )


class LeaseRepository:
    """Who may do what only one process does at a time."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def take(self, name: str, holder: UUID, duration: timedelta) -> bool:
        """Take or prolong a lease, and tell whether it is the holder's now.

        Of several who are the first at the same moment, all but one get a `Conflict`.
        """
        now = utc_now()
        free = or_(Lease.holder == holder, Lease.expires_at < now)
        taken = update(Lease).where(Lease.name == name, free)
        await self.session.execute(taken.values(holder=holder, expires_at=now + duration))
        current = await self.session.scalar(select(Lease.holder).where(Lease.name == name))
        if current is None:
            with domain_errors():
                self.session.add(Lease(name=name, holder=holder, expires_at=now + duration))
                await self.session.flush()
        return current in (None, holder)

    async def release(self, name: str, holder: UUID) -> None:
        """Let another process have it at once."""
        await self.session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


class HandledEventRepository(Repository[HandledEvent]):
    """The events whose effects are stored."""

    model = HandledEvent


class DeadLetterRepository(Repository[DeadLetter]):
    """The events that could not be handled."""

    model = DeadLetter
