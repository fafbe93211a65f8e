"""Who may open a socket: whoever has a ticket or an access token, and no page of another site.

Pages cannot send an `Authorization` header with a WebSocket: tickets are for them.
"""

from typing import Annotated

from fastapi import Depends
from fastapi import WebSocket
from fastapi.security.utils import get_authorization_scheme_param
from uuid_utils.compat import uuid7

from app.auth.authentication import authenticate
from app.auth.authentication import find_live
from app.auth.errors import InvalidToken
from app.auth.principal import Principal
from app.auth.repository import SessionRepository
from app.auth.state import SharedAuth
from app.cache import SharedCache
from app.database.session import unit_of_work
from app.errors import TooManyRequests
from app.live.audiences import member
from app.live.caller import Caller
from app.live.dependencies import LiveHub
from app.live.origin import refuse_foreign_pages
from app.live.tickets import redeem


class TooManyConnections(TooManyRequests):
    title = "Close one of your connections first"


async def sign_in(websocket: WebSocket, auth: SharedAuth, cache: SharedCache) -> Principal:
    """Find out who opens the socket, or raise `InvalidToken`."""
    ticket = take_ticket(websocket)
    refuse_foreign_pages(websocket)
    scheme, token = get_authorization_scheme_param(websocket.headers.get("authorization"))
    async with unit_of_work(websocket.app.state.database, [], read_only=True) as session:
        sessions = SessionRepository(session)
        if scheme.lower() == "bearer":
            return await authenticate(token, auth, sessions)
        principal = await redeem(ticket, cache)
        if principal is None or not await find_live(principal.session_id, auth, sessions):
            raise InvalidToken
        return principal


def take_ticket(websocket: WebSocket) -> str:
    """Take the ticket out of the URL before the server logs it."""
    ticket = websocket.query_params.get("ticket", "")
    websocket.scope["query_string"] = b""
    return ticket


async def admit(principal: Annotated[Principal, Depends(sign_in)], hub: LiveHub) -> Caller:
    """Let a user in, with so many sockets at a time.

    Nothing is awaited from here until the hub knows the connection, so parallel attempts count.
    """
    caller = Caller(connection=uuid7().hex, principal=principal)
    if len(hub.listeners(member(caller.id))) >= hub.settings.connections_per_user:
        raise TooManyConnections
    return caller


Admitted = Annotated[Caller, Depends(admit)]
"""Whoever passed the handshake; a refusal is an HTTP response, the socket never opens."""
