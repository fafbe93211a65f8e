"""What an endpoint asks for to import files."""

from typing import Annotated

from fastapi import Depends

from app.database.session import DatabaseSession
from app.files.repository import FileRepository
from app.idempotency.caller import EVERYBODY
from app.idempotency.dependencies import Once
from app.idempotency.dependencies import get_once
from app.imports.service import ImportService
from app.jobs.dependencies import get_jobs


async def get_imports(session: DatabaseSession) -> ImportService:
    return ImportService(FileRepository(session), await get_jobs(session), EVERYBODY)


Imports = Annotated[ImportService, Depends(get_imports)]
ImportOnce = Annotated[Once, Depends(get_once)]
