"""What an endpoint asks for to import files of the caller."""

from typing import Annotated

from fastapi import Security

from app.auth.dependencies import CurrentPrincipal
from app.auth.scopes import FILES_READ
from app.auth.scopes import ITEMS_WRITE
from app.database.session import DatabaseSession
from app.files.repository import FileRepository
from app.idempotency.dependencies import Once
from app.idempotency.dependencies import get_once
from app.imports.service import ImportService
from app.jobs.dependencies import get_jobs

SCOPES = [FILES_READ, ITEMS_WRITE]


async def get_imports(session: DatabaseSession, principal: CurrentPrincipal) -> ImportService:
    files = FileRepository(session, owner_id=principal.user_id)
    return ImportService(files, await get_jobs(session, principal), principal.user_id)


Imports = Annotated[ImportService, Security(get_imports, scopes=SCOPES)]
ImportOnce = Annotated[Once, Security(get_once, scopes=SCOPES)]
