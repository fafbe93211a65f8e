"""What an endpoint asks for to work with files."""

from typing import Annotated

from fastapi import Depends

from app.database.session import DatabaseSession
from app.files.repository import FileRepository
from app.files.service import FileService
from app.files.state import Saving
from app.files.state import SharedSettings


async def get_files(
    session: DatabaseSession, settings: SharedSettings, storage: Saving
) -> FileService:
    return FileService(settings, storage, FileRepository(session))


FilesRead = Annotated[FileService, Depends(get_files)]
FilesWrite = Annotated[FileService, Depends(get_files)]
