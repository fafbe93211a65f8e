"""Answers as they are stored."""

from dataclasses import dataclass

from app.database.models import Expiry


@dataclass(kw_only=True)
class KeptAnswer(Expiry):
    """What was answered to a request; its id says who sent it with which key."""

    collection = "kept_answers"

    fingerprint: str
    """What was asked, as a hash."""
    status: int
    headers: dict[str, str]
    body: bytes
