"""Removes the bytes that a crash has left, or an account that is gone."""

from uuid import UUID

from app.database.connection import Database
from app.database.session import unit_of_work
from app.files.existing import existing
from app.files.storage import Storage

AGE = 3600.0  # seconds; a request that is still going to commit is younger


async def sweep(database: Database, storage: Storage, near: UUID, *, age: float = AGE) -> None:
    """Remove bytes that belong to no file from the part of the storage where `near` is.

    Ids are random at their end, so that uploads come to all parts in turn, and each time there is
    little to do. It may well die with the process: what is left now, a later upload finds.
    """
    old = await storage.neighbours(near, age)
    async with unit_of_work(database, [], read_only=True) as session:
        owned = await existing(session, old)
    for id in old - owned:
        await storage.delete(id)
