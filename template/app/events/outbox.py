"""Where events wait for the broker: in the database, so that none is told of what never was."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.database.connection import Session
from app.database.session import DatabaseSession
from app.events.cloud_event import CloudEvent
from app.events.event import Event
from app.events.repository import OutboxRepository

MAX_BYTES = 256 * 1024  # every broker takes so much; what is larger belongs into a file


@dataclass(frozen=True)
class Outbox:
    """Events of one transaction: they are told if it is committed, and only then.

    A relay publishes them soon after, at least once each, whatever is down at the moment.
    """

    session: Session

    async def add(self, event: Event, *, key: object) -> None:
        """Have an event told. Events with the same key stay in the order of their transactions.

        So add it after the change that it tells of: whoever changes the same thing waits there.
        """
        envelope = CloudEvent.of(event, str(key))
        body = envelope.to_json()
        if len(body) > MAX_BYTES:
            raise ValueError(f"{event.type} has {len(body)} bytes; {MAX_BYTES} are allowed")
        await OutboxRepository(self.session).enqueue(
            UUID(envelope.id), event.topic, str(key), body
        )


async def get_outbox(session: DatabaseSession) -> Outbox:
    return Outbox(session)


RequestOutbox = Annotated[Outbox, Depends(get_outbox)]
"""The events of this request."""
