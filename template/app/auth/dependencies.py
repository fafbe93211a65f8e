"""What endpoints ask for: who is calling, and the services that sign callers in and out."""

from typing import Annotated

from fastapi import Depends
from fastapi import Security
from fastapi.security import OAuth2PasswordBearer
from fastapi.security import SecurityScopes
from starlette.requests import HTTPConnection

from app.auth.authentication import authenticate
from app.auth.credentials import Credentials
from app.auth.errors import InvalidToken
from app.auth.errors import MissingScope
from app.auth.principal import Principal
from app.auth.repository import SessionRepository
from app.auth.revocation import Revocation
from app.auth.scopes import SCOPES
from app.auth.service import AuthService
from app.auth.state import SharedAuth
from app.database.after_commit import AfterCommit
from app.database.session import DatabaseSession
from app.database.session import unit_of_work
from app.users.repository import UserRepository

bearer = OAuth2PasswordBearer("/api/v1/auth/login", scopes=SCOPES, auto_error=False)
BearerToken = Annotated[str | None, Depends(bearer)]


async def get_principal(
    scopes: SecurityScopes, token: BearerToken, auth: SharedAuth, session: DatabaseSession
) -> Principal:
    """Find out who is calling; raise `InvalidToken`, or `MissingScope` for this endpoint."""
    principal = await authenticate(token or "", auth, SessionRepository(session))
    if not principal.scopes.issuperset(scopes.scopes):
        raise MissingScope(f"It needs {scopes.scope_str}")
    return principal


CurrentPrincipal = Annotated[Principal, Security(get_principal)]


async def get_principal_early(
    scopes: SecurityScopes, token: BearerToken, auth: SharedAuth, connection: HTTPConnection
) -> Principal:
    async with unit_of_work(connection.app.state.database, [], read_only=True) as session:
        return await get_principal(scopes, token, auth, session)


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


async def get_credentials(connection: HTTPConnection, auth: SharedAuth) -> Credentials:
    return Credentials(connection.app.state.database, auth.passwords)


SharedCredentials = Annotated[Credentials, Depends(get_credentials)]


async def get_revocation(
    auth: SharedAuth, session: DatabaseSession, after_commit: AfterCommit
) -> Revocation:
    return Revocation(
        SessionRepository(session), auth.sessions, auth.revocation_listeners, after_commit
    )


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
