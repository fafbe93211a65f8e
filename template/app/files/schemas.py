"""Files as they cross the API."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from app.files.models import StoredFile
from app.schemas import Schema


class FileRead(Schema):
    """What is known about a file."""

    id: UUID
    name: str = Field(examples=["portrait.png"])
    media_type: str = Field(examples=["image/png"])
    size: int = Field(description="In bytes.", examples=[48_213])
    sha256: str = Field(description="In hexadecimal digits.")
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
