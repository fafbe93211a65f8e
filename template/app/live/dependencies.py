"""What other parts of the service ask for."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.live.errors import Leaving
from app.live.hub import Hub


async def get_hub(connection: HTTPConnection) -> Hub:
    hub: Hub = connection.app.state.hub
    return hub


async def refuse_while_draining(connection: HTTPConnection) -> None:
    """Let nobody in who would have to leave at once; other replicas have room."""
    if connection.app.state.draining:
        raise Leaving(retry_after=1)


LiveHub = Annotated[Hub, Depends(get_hub)]
"""Sends to rooms, members and everyone, on whichever replica they are."""
