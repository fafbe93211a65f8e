"""From a token to the one who presents it."""

from uuid import UUID

from app.auth.errors import InvalidToken
from app.auth.principal import LiveSession
from app.auth.principal import Principal
from app.auth.repository import SessionRepository
from app.auth.scopes import scopes_of
from app.auth.state import AuthState
from app.auth.tokens import BadToken
from app.auth.tokens import Claims
from app.users.models import User


async def authenticate(token: str, auth: AuthState, sessions: SessionRepository) -> Principal:
    """Return who presents a valid access token of a live session, or raise `InvalidToken`.

    What the token may be used for is what it says, limited to what its user may do today.
    """
    claims = read_access_token(token, auth)
    live = await find_live(claims.sid, auth, sessions)
    if live is None or live.user_id != claims.sub:
        raise InvalidToken
    return Principal(
        user_id=live.user_id,
        session_id=live.id,
        scopes=scopes_of(is_admin=live.is_admin).intersection(claims.scope.split()),
        expires_at=claims.exp,
    )


async def authenticate_user(token: str, auth: AuthState, sessions: SessionRepository) -> User:
    """Return the user as a whole, by one query, whatever is remembered of the session."""
    claims = read_access_token(token, auth)
    user = await sessions.find_user(claims.sid)
    if user is None or user.id != claims.sub:
        raise InvalidToken
    return user


def read_access_token(token: str, auth: AuthState) -> Claims:
    try:
        return auth.tokens.read("at+jwt", token)
    except BadToken as error:
        raise InvalidToken from error


async def find_live(
    session_id: UUID, auth: AuthState, sessions: SessionRepository
) -> LiveSession | None:
    """Find a live session where it is remembered, or else in the database."""
    if (remembered := await auth.sessions.get(session_id)) is not None:
        return remembered
    if (live := await sessions.find_live(session_id)) is not None:
        await auth.sessions.put(live)
    return live
