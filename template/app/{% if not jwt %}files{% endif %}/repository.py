"""All queries about files."""

from typing import Any

from app.database.repository import Repository
from app.files.models import StoredFile


class FileRepository(Repository[StoredFile]):
    """All files."""

    model = StoredFile

    async def create(self, **values: Any) -> StoredFile:
        """Store a new file."""
        return await self.add(StoredFile(**values))
