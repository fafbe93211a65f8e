"""The storage as one request sees it: its changes last when the transaction does."""

from functools import partial
from typing import BinaryIO
from uuid import UUID

from app.database.after_commit import Action
from app.files.storage import Storage


class StorageTransaction:
    """Saves at once and deletes after the commit, so that no row is ever without its bytes.

    A crash in between leaves bytes without a row, which a sweep finds.
    """

    def __init__(self, storage: Storage, after_commit: list[Action]) -> None:
        self._storage = storage
        self._after_commit = after_commit
        self._saved: set[UUID] = set()
        after_commit.append(self._keep)

    async def save(self, id: UUID, source: BinaryIO) -> str:
        """Store bytes that go again unless the transaction is committed; return their SHA-256."""
        self._saved.add(id)
        return await self._storage.save(id, source)

    def delete(self, id: UUID) -> None:
        """Remove bytes once the transaction is committed."""
        self._after_commit.append(partial(self._storage.delete, id))

    async def _keep(self) -> None:
        self._saved.clear()

    async def end(self) -> None:
        """Remove what was saved and not committed."""
        for id in self._saved:
            await self._storage.delete(id)
