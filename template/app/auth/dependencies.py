"""What endpoints ask for: who is calling, and the services that sign callers in and out.

FastAPI walks through a dependency, and all that it depends on, wherever it is mentioned. So what
most requests need is put together from the connection, by functions that end in `_of`.
"""

from typing import Annotated

from fastapi import Depends
from fastapi import Security
from fastapi.security import OAuth2PasswordBearer
from fastapi.security import SecurityScopes
from starlette.requests import HTTPConnection

from app.auth.authentication import authenticate
from app.auth.authentication import authenticate_user
from app.auth.credentials import Credentials
from app.auth.errors import InvalidToken
from app.auth.errors import MissingScope
from app.auth.principal import Principal
from app.auth.repository import SessionRepository
from app.auth.revocation import Revocation
from app.auth.scopes import SCOPES
from app.auth.service import AuthService
from app.auth.state import AuthState
from app.auth.state import SharedAuth
from app.auth.state import auth_of
from app.database.after_commit import Action
from app.database.after_commit import after_commit_of
from app.database.connection import Session
from app.database.session import DatabaseSession
from app.database.session import unit_of_work
from app.users.models import User
from app.users.repository import UserRepository

bearer = OAuth2PasswordBearer("/api/v1/auth/login", scopes=SCOPES, auto_error=False)
BearerToken = Annotated[str | None, Depends(bearer)]


async def get_principal(
    scopes: SecurityScopes,
    token: BearerToken,
    connection: HTTPConnection,
    session: DatabaseSession,
) -> Principal:
    """Find out who is calling; raise `InvalidToken`, or `MissingScope` for this endpoint."""
    auth = auth_of(connection)
    principal = await authenticate(token or "", auth, SessionRepository(session))
    if not principal.scopes.issuperset(scopes.scopes):
        raise MissingScope(f"It needs {scopes.scope_str}")
    return principal


CurrentPrincipal = Annotated[Principal, Security(get_principal)]


async def get_current_user(
    token: BearerToken, connection: HTTPConnection, session: DatabaseSession
) -> User:
    return await authenticate_user(token or "", auth_of(connection), SessionRepository(session))


CurrentUser = Annotated[User, Security(get_current_user)]
"""Who is calling, with all that is stored of them: their session and they are one query."""


async def get_principal_early(
    scopes: SecurityScopes, token: BearerToken, connection: HTTPConnection
) -> Principal:
    async with unit_of_work(connection.app.state.database, [], read_only=True) as session:
        return await get_principal(scopes, token, connection, session)


EarlyPrincipal = Annotated[Principal, Security(get_principal_early)]
"""Who is calling, for an endpoint that waits long: its session is over before the wait begins."""


async def get_principal_if_any(
    token: BearerToken, auth: SharedAuth, session: DatabaseSession
) -> Principal | None:
    try:
        return await authenticate(token or "", auth, SessionRepository(session))
    except InvalidToken:
        return None


OptionalPrincipal = Annotated[Principal | None, Depends(get_principal_if_any)]


def credentials_of(connection: HTTPConnection) -> Credentials:
    return Credentials(connection.app.state.database, auth_of(connection).passwords)


async def get_credentials(connection: HTTPConnection) -> Credentials:
    return credentials_of(connection)


SharedCredentials = Annotated[Credentials, Depends(get_credentials)]


def revocation_of(auth: AuthState, session: Session, after_commit: list[Action]) -> Revocation:
    return Revocation(
        SessionRepository(session), auth.sessions, auth.revocation_listeners, after_commit
    )


async def get_revocation(connection: HTTPConnection, session: DatabaseSession) -> Revocation:
    return revocation_of(auth_of(connection), session, after_commit_of(connection))


SharedRevocation = Annotated[Revocation, Depends(get_revocation)]


async def get_auth_service(
    auth: SharedAuth, session: DatabaseSession, revocation: SharedRevocation
) -> AuthService:
    return AuthService(
        settings=auth.settings,
        tokens=auth.tokens,
        users=UserRepository(session),
        sessions=SessionRepository(session),
        revocation=revocation,
    )


Authentication = Annotated[AuthService, Depends(get_auth_service)]
