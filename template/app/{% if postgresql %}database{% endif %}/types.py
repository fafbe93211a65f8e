"""Column types."""

from sqlalchemy import BigInteger
from sqlalchemy import DateTime
from sqlalchemy import LargeBinary

UtcDateTime = DateTime(timezone=True)
"""A moment, aware and in UTC."""

Position = BigInteger
"""A number that the database counts up."""

LargeBytes = LargeBinary
"""Bytes, up to some megabytes."""
