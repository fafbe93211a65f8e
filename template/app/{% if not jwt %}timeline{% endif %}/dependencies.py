"""What an endpoint asks for to read the timeline."""

from typing import Annotated

from fastapi import Depends

from app.database.session import DatabaseSession
from app.idempotency.caller import EVERYBODY
from app.timeline.repository import TimelineRepository


async def get_timeline(session: DatabaseSession) -> TimelineRepository:
    return TimelineRepository(session, owner_id=EVERYBODY)


Timeline = Annotated[TimelineRepository, Depends(get_timeline)]
