"""Column types."""

from datetime import UTC
from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy import Dialect
from sqlalchemy import Integer
from sqlalchemy import LargeBinary
from sqlalchemy import TypeDecorator

Position = Integer
"""A number that the database counts up."""

LargeBytes = LargeBinary
"""Bytes, up to some megabytes."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC; SQLite itself knows no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)
