"""Which files there are, whoever owns them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.database.connection import Session
from app.files.models import StoredFile


async def existing(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Return those of the ids that files have."""
    return set(await session.scalars(select(StoredFile.id).where(StoredFile.id.in_(ids))))
