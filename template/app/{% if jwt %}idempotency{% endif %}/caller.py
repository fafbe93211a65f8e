"""Whose requests these are: two users may choose the same key."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.auth.dependencies import CurrentPrincipal


async def get_caller(principal: CurrentPrincipal) -> UUID:
    return principal.user_id


Caller = Annotated[UUID, Depends(get_caller)]
