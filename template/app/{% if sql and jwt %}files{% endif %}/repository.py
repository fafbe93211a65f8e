"""All queries about files."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncSession

from app.database.repository import Repository
from app.files.models import StoredFile


class FileRepository(Repository[StoredFile]):
    """The files of one owner; for this repository nobody else's exist."""

    model = StoredFile

    def __init__(self, session: AsyncSession, owner_id: UUID) -> None:
        super().__init__(session, owner_id=owner_id)

    @classmethod
    def visible(cls) -> Select[StoredFile]:
        return super().visible().where(StoredFile.owner_id == bindparam("owner_id"))

    async def create(self, **values: Any) -> StoredFile:
        """Store a new file of this owner."""
        return await self.add(StoredFile(**self.bound, **values))
