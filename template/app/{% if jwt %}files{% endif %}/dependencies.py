"""What an endpoint asks for to work with the caller's files."""

from typing import Annotated

from fastapi import Security

from app.auth.dependencies import CurrentPrincipal
from app.auth.scopes import FILES_READ
from app.auth.scopes import FILES_WRITE
from app.database.session import DatabaseSession
from app.files.repository import FileRepository
from app.files.service import FileService
from app.files.state import Saving
from app.files.state import SharedSettings


async def get_files(
    session: DatabaseSession,
    principal: CurrentPrincipal,
    settings: SharedSettings,
    storage: Saving,
) -> FileService:
    repository = FileRepository(session, owner_id=principal.user_id)
    return FileService(settings, storage, repository)


FilesRead = Annotated[FileService, Security(get_files, scopes=[FILES_READ])]
FilesWrite = Annotated[FileService, Security(get_files, scopes=[FILES_WRITE])]
