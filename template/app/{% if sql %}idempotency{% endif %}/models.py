"""Answers as they are stored."""

from sqlalchemy import JSON
from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.database.models import Base
from app.database.models import Expiry
from app.database.models import PrimaryKey


class KeptAnswer(PrimaryKey, Expiry, Base):
    """What was answered to a request; its id says who sent it with which key."""

    __tablename__ = "kept_answers"

    fingerprint: Mapped[str] = mapped_column(String(64))
    """What was asked, as a hash."""
    status: Mapped[int]
    headers: Mapped[dict[str, str]] = mapped_column(JSON)
    body: Mapped[bytes]
    """Answers to a creation are small: some databases keep 64 KiB here."""
