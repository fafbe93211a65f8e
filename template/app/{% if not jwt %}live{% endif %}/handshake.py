"""Who may open a socket: our own pages, and programs."""

from typing import Annotated

from fastapi import Depends
from fastapi import WebSocket
from uuid_utils.compat import uuid7

from app.live.caller import Caller
from app.live.origin import refuse_foreign_pages


async def admit(websocket: WebSocket) -> Caller:
    """Refuse the pages of other sites."""
    refuse_foreign_pages(websocket)
    return Caller(connection=uuid7().hex)


Admitted = Annotated[Caller, Depends(admit)]
"""Whoever passed the handshake; a refusal is an HTTP response, the socket never opens."""
