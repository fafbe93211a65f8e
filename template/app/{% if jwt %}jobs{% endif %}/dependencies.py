"""What an endpoint asks for to look after the caller's jobs."""

from typing import Annotated

from fastapi import Security

from app.auth.dependencies import CurrentPrincipal
from app.auth.scopes import ITEMS_READ
from app.database.session import DatabaseSession
from app.jobs.repository import OwnJobRepository
from app.jobs.service import JobService


async def get_jobs(session: DatabaseSession, principal: CurrentPrincipal) -> JobService:
    return JobService(OwnJobRepository(session, owner_id=principal.user_id))


JobsRead = Annotated[JobService, Security(get_jobs, scopes=[ITEMS_READ])]
