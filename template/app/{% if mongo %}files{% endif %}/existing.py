"""Which files there are, whoever owns them."""

from collections.abc import Collection
from uuid import UUID

from app.database.connection import Session
from app.files.models import StoredFile


async def existing(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Return those of the ids that files have."""
    wanted = {"_id": {"$in": list(ids)}}
    found = session.collection(StoredFile).find(wanted, {"_id": 1}, session=session.transaction)
    return {stored["_id"] async for stored in found}
