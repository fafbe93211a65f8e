"""What an endpoint asks for to read the caller's timeline."""

from typing import Annotated

from fastapi import Security

from app.auth.dependencies import CurrentPrincipal
from app.auth.scopes import ITEMS_READ
from app.database.session import DatabaseSession
from app.timeline.repository import TimelineRepository


async def get_timeline(
    session: DatabaseSession, principal: CurrentPrincipal
) -> TimelineRepository:
    return TimelineRepository(session, owner_id=principal.user_id)


Timeline = Annotated[TimelineRepository, Security(get_timeline, scopes=[ITEMS_READ])]
