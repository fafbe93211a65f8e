"""The rules about files."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from anyio import to_thread
from fastapi import UploadFile
from uuid_utils.compat import uuid7

from app.files.errors import FileNotFound
from app.files.errors import FileTooLarge
from app.files.errors import FileTypeNotAllowed
from app.files.models import StoredFile
from app.files.names import clean_name
from app.files.repository import FileRepository
from app.files.settings import FilesSettings
from app.files.sniffing import sniff
from app.files.transaction import StorageTransaction


@dataclass
class FileService:
    """Works on the files that its repository can see, which may be one owner's."""

    settings: FilesSettings
    storage: StorageTransaction
    repository: FileRepository

    async def create(self, upload: UploadFile) -> StoredFile:
        """Store a file that is small enough and of a type that is taken."""
        size = upload.size or 0
        if size > self.settings.max_bytes:
            raise FileTooLarge(f"A file has at most {self.settings.max_bytes} bytes")
        media_type = await to_thread.run_sync(sniff, upload.file)
        if media_type not in self.settings.types:
            raise FileTypeNotAllowed(f"What is taken: {', '.join(sorted(self.settings.types))}")
        id = uuid7()
        sha256 = await self.storage.save(id, upload.file)
        return await self.repository.create(
            id=id,
            name=clean_name(upload.filename),
            media_type=media_type,
            size=size,
            sha256=sha256,
        )

    async def list(self, *, limit: int, offset: int) -> tuple[Sequence[StoredFile], int]:
        """Return a page, the newest first, and how many there are in all."""
        page = await self.repository.list(limit=limit, offset=offset)
        return page, await self.repository.count()

    async def get(self, file_id: UUID) -> StoredFile:
        """Find a file, or raise `FileNotFound`."""
        if (file := await self.repository.get(file_id)) is None:
            raise FileNotFound
        return file

    async def delete(self, file_id: UUID) -> None:
        """Delete a file; its bytes go once that is committed."""
        await self.repository.delete(await self.get(file_id))
        self.storage.delete(file_id)
