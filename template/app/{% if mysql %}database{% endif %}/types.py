"""Column types."""

from datetime import UTC
from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy import Dialect
from sqlalchemy import TypeDecorator
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.dialects.mysql import MEDIUMBLOB

Position = BigInteger
"""A number that the database counts up."""

LargeBytes = MEDIUMBLOB
"""Bytes, up to some megabytes."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC; MySQL itself knows no time zones."""

    impl = DATETIME(fsp=6)  # microseconds
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)
