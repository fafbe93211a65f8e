"""What tables have in common."""

from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import declared_attr
from sqlalchemy.orm import mapped_column
from uuid_utils.compat import uuid7

from app.database.types import UtcDateTime

RETENTION = timedelta(days=30)  # how long what is deleted can be brought back


def utc_now() -> datetime:
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """The base of all models; constraints have names, so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PrimaryKey:
    """A UUIDv7 (RFC 9562): unique everywhere, and in the order of creation."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


class Timestamps:
    """When a row was created and last changed, in UTC."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, onupdate=utc_now)


class Versioning:
    """A number that grows with each change: of two writers who saw the same, one wins."""

    version: Mapped[int] = mapped_column()

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Purged:
    """Rows that are over are removed for good, by and by."""

    @classmethod
    def is_over(cls) -> ColumnElement[bool]:
        """Select the rows that nobody needs any more; the condition has an index."""
        raise NotImplementedError


class SoftDeletion(Purged):
    """Deleted rows stay, invisible, until they are purged."""

    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    @classmethod
    def is_over(cls) -> ColumnElement[bool]:
        return cls.deleted_at < utc_now() - RETENTION


class Expiry(Purged):
    """A row of passing interest."""

    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    @classmethod
    def is_over(cls) -> ColumnElement[bool]:
        return cls.expires_at <= utc_now()
