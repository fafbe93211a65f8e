"""Jobs as they are stored."""

from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.database.models import Expiry
from app.database.models import Timestamps

KEPT = timedelta(days=30)
MAX_FAILURE = 200


@dataclass(kw_only=True)
class Job(Timestamps, Expiry):
    """Work that takes longer than a request may, and how far it is."""

    collection = "jobs"

    owner_id: UUID
    kind: str
    status: str
    done: int = 0
    total: int | None = None
    refused: int = 0
    refusals: list[dict[str, Any]] = field(default_factory=list)
    failure: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
