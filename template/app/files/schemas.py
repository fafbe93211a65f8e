"""Files as they cross the API."""

from datetime import datetime
from typing import Self
from uuid import UUID

from app.files.models import StoredFile
from app.schemas import Schema


class FileRead(Schema):
    """What is known about a file."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime

    @classmethod
    def of(cls, file: StoredFile) -> Self:
        """Represent a stored file."""
        return cls(
            id=file.id,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            created_at=file.created_at,
        )
