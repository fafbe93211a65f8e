"""The parts of signing in that live as long as the process."""

from dataclasses import dataclass
from dataclasses import field
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.auth.passwords import Passwords
from app.auth.principal import SessionCache
from app.auth.revocation import Listener
from app.auth.settings import AuthSettings
from app.auth.tokens import Tokens


@dataclass(frozen=True)
class AuthState:
    """Services are put together from these for each request."""

    settings: AuthSettings
    tokens: Tokens
    passwords: Passwords
    sessions: SessionCache
    revocation_listeners: list[Listener] = field(default_factory=list)
    """Told after the commit, on the replica where a session is revoked."""


def auth_of(connection: HTTPConnection) -> AuthState:
    state: AuthState = connection.app.state.auth
    return state


async def get_auth_state(connection: HTTPConnection) -> AuthState:
    return auth_of(connection)


SharedAuth = Annotated[AuthState, Depends(get_auth_state)]
