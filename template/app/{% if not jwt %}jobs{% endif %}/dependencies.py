"""What an endpoint asks for to look after jobs."""

from typing import Annotated

from fastapi import Depends

from app.database.session import DatabaseSession
from app.idempotency.caller import EVERYBODY
from app.jobs.repository import OwnJobRepository
from app.jobs.service import JobService


async def get_jobs(session: DatabaseSession) -> JobService:
    return JobService(OwnJobRepository(session, owner_id=EVERYBODY))


JobsRead = Annotated[JobService, Depends(get_jobs)]
