"""What the service remembers of events."""

from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from uuid import UUID

from pymongo import IndexModel

from app.database.models import Document
from app.database.models import Expiry
from app.database.models import utc_now

MAX_ERROR = 1000


@dataclass(kw_only=True)
class OutboxMessage(Document):
    """An event that waits to be published; it goes once the broker has it."""

    collection = "outbox"
    indexes = (
        IndexModel("position"),
        IndexModel([("topic", 1), ("key", 1), ("position", -1)]),
    )

    position: int
    """Where it stands: nanoseconds since 1970, and later than all before it with its key."""
    topic: str
    key: str
    body: bytes
    created_at: datetime = field(default_factory=utc_now)


@dataclass(kw_only=True)
class Lease(Document):
    """Who may do what only one process does at a time, and until when."""

    collection = "leases"

    holder: UUID
    expires_at: datetime


@dataclass(kw_only=True)
class HandledEvent(Expiry):
    """An event whose effect is stored; its id says of which consumer."""

    collection = "handled_events"


@dataclass(kw_only=True)
class DeadLetter(Document):
    """An event that a consumer could not handle, kept until somebody has it handled again."""

    collection = "dead_letters"

    consumer: str
    body: bytes
    error: str
    created_at: datetime = field(default_factory=utc_now)
