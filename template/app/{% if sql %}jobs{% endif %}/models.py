"""Jobs as they are stored."""

from datetime import datetime
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.database.models import Base
from app.database.models import Expiry
from app.database.models import PrimaryKey
from app.database.models import Timestamps
from app.database.types import UtcDateTime

KEPT = timedelta(days=30)
MAX_FAILURE = 200


class Job(PrimaryKey, Timestamps, Expiry, Base):
    """Work that takes longer than a request may, and how far it is."""

    __tablename__ = "jobs"

    owner_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(50))
    status: Mapped[str] = mapped_column(String(20))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    refused: Mapped[int] = mapped_column(default=0)
    refusals: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    failure: Mapped[str | None] = mapped_column(String(MAX_FAILURE))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
