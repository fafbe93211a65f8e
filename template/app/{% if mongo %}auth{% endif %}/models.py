"""Sessions as they are stored."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pymongo import IndexModel

from app.database.models import Timestamps


@dataclass(kw_only=True)
class LoginSession(Timestamps):
    """One login on one device; refreshing rotates its token."""

    collection = "login_sessions"
    indexes = (IndexModel("user_id"), IndexModel("idle_at", expireAfterSeconds=0))
    user_field = "user_id"

    user_id: UUID
    refresh_hash: str
    scopes: str
    idle_at: datetime
    """When it ends unless it is refreshed before."""
    ends_at: datetime
    """When it ends in any case."""
    revoked_at: datetime | None = None
