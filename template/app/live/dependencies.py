"""What other parts of the service ask for."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.live.hub import Hub


async def get_hub(connection: HTTPConnection) -> Hub:
    hub: Hub = connection.app.state.hub
    return hub


LiveHub = Annotated[Hub, Depends(get_hub)]
"""Sends to rooms, members and everyone, on whichever replica they are."""
