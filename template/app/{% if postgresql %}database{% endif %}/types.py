"""Column types."""

from sqlalchemy import DateTime

UtcDateTime = DateTime(timezone=True)
"""A moment, aware and in UTC."""
