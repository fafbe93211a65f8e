"""Whose requests these are: nobody signs in, so keys are everybody's and had better be random."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

EVERYBODY = UUID(int=0)


async def get_caller() -> UUID:
    return EVERYBODY


Caller = Annotated[UUID, Depends(get_caller)]
