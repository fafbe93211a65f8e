"""Sessions as they are stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy import ForeignKey
from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.database.models import Base
from app.database.models import PrimaryKey
from app.database.models import Purged
from app.database.models import Timestamps
from app.database.models import utc_now
from app.database.types import UtcDateTime


class LoginSession(PrimaryKey, Timestamps, Purged, Base):
    """One login on one device; refreshing rotates its token."""

    __tablename__ = "login_sessions"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    refresh_hash: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[str] = mapped_column(String(200))
    idle_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """When it ends unless it is refreshed before."""
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it ends in any case."""
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @classmethod
    def is_over(cls) -> ColumnElement[bool]:
        return cls.idle_at <= utc_now()
