"""What the service remembers of events."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.database.models import Base
from app.database.models import Expiry
from app.database.models import PrimaryKey
from app.database.models import utc_now
from app.database.types import LargeBytes
from app.database.types import Position
from app.database.types import UtcDateTime

MAX_TOPIC = 100
MAX_KEY = 200
MAX_ERROR = 1000


class OutboxMessage(Base):
    """An event that waits to be published; it goes once the broker has it."""

    __tablename__ = "outbox"
    __table_args__ = ({"sqlite_autoincrement": True},)  # or a position would come again

    position: Mapped[int] = mapped_column(Position, primary_key=True)
    id: Mapped[UUID]
    topic: Mapped[str] = mapped_column(String(MAX_TOPIC))
    key: Mapped[str] = mapped_column(String(MAX_KEY))
    body: Mapped[bytes] = mapped_column(LargeBytes)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Lease(Base):
    """Who may do what only one process does at a time, and until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    holder: Mapped[UUID]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandledEvent(PrimaryKey, Expiry, Base):
    """An event whose effect is stored; its id says of which consumer."""

    __tablename__ = "handled_events"


class DeadLetter(PrimaryKey, Base):
    """An event that a consumer could not handle, kept until somebody has it handled again."""

    __tablename__ = "dead_letters"

    consumer: Mapped[str] = mapped_column(String(MAX_TOPIC))
    body: Mapped[bytes] = mapped_column(LargeBytes)
    error: Mapped[str] = mapped_column(String(MAX_ERROR))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
