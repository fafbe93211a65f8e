"""Signing in and out."""

import hashlib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from app.auth.credentials import Proof
from app.auth.errors import InvalidCredentials
from app.auth.errors import InvalidRefreshToken
from app.auth.errors import RefreshTokenReused
from app.auth.models import LoginSession
from app.auth.principal import Principal
from app.auth.repository import SessionRepository
from app.auth.revocation import Revocation
from app.auth.schemas import TokenPair
from app.auth.scopes import scopes_of
from app.auth.settings import AuthSettings
from app.auth.tokens import BadToken
from app.auth.tokens import Claims
from app.auth.tokens import Tokens
from app.database.models import utc_now
from app.users.models import User
from app.users.repository import UserRepository


@dataclass
class AuthService:
    """Opens, refreshes and ends sessions."""

    settings: AuthSettings
    tokens: Tokens
    users: UserRepository
    sessions: SessionRepository
    revocation: Revocation

    async def login(self, proof: Proof, scopes: Collection[str]) -> TokenPair:
        """Open a session, for all that the user may do or only for some scopes.

        Raises `InvalidCredentials` when the user was changed since the password was checked.
        """
        user = await self.users.get(proof.user_id)
        if user is None or not user.is_active or not proof.counts_for(user):
            raise InvalidCredentials
        if proof.renewed is not None:
            await self.users.update(user, password_hash=proof.renewed)
        return await self._open(user, scopes)

    async def refresh(self, refresh_token: str) -> TokenPair:
        """Exchange a refresh token for a new pair.

        A token that was exchanged before has been copied by somebody, and nobody knows who is the
        thief, so the whole session ends (RFC 9700 4.14.2).
        """
        claims = self._read(refresh_token)
        session = await self.sessions.get(claims.sid)
        if session is None or await self.sessions.find_live(session.id) is None:
            raise InvalidRefreshToken
        idle_at = min(utc_now() + self.settings.refresh_token_lifetime, session.ends_at)
        pair = self._sign(claims.sub, session.id, session.scopes, idle_at)
        if not await self.sessions.rotate(
            session.id,
            old_hash=fingerprint(refresh_token),
            new_hash=fingerprint(pair.refresh_token),
            idle_at=idle_at,
        ):
            await self.revocation.revoke([session.id])
            raise RefreshTokenReused
        return pair

    async def logout(self, principal: Principal | None, refresh_token: str | None) -> None:
        """End the caller's session, or that of the caller's refresh token.

        Whoever is signed out already, or shows a token that is no good, has nothing to end; so has
        a caller who shows somebody else's token.
        """
        ended = {principal.session_id} if principal else set()
        with suppress(InvalidRefreshToken):
            claims = self._read(refresh_token or "")
            if principal is None or principal.user_id == claims.sub:
                ended.add(claims.sid)
        if ended:
            await self.revocation.revoke(ended)

    async def _open(self, user: User, scopes: Collection[str]) -> TokenPair:
        granted = scopes_of(is_admin=user.is_admin)
        scope = " ".join(sorted(granted.intersection(scopes) if scopes else granted))
        now = utc_now()
        ends_at = now + self.settings.session_lifetime
        idle_at = min(now + self.settings.refresh_token_lifetime, ends_at)
        session_id = uuid7()
        pair = self._sign(user.id, session_id, scope, idle_at)
        await self.sessions.sweep(user.id)
        await self.sessions.add(
            LoginSession(
                id=session_id,
                user_id=user.id,
                refresh_hash=fingerprint(pair.refresh_token),
                scopes=scope,
                idle_at=idle_at,
                ends_at=ends_at,
            )
        )
        return pair

    def _sign(self, user_id: UUID, session_id: UUID, scope: str, idle_at: datetime) -> TokenPair:
        now = utc_now()
        claims = {"sub": str(user_id), "sid": str(session_id), "scope": scope}
        expires_at = min(now + self.settings.access_token_lifetime, idle_at)
        return TokenPair(
            access_token=self.tokens.sign(
                "at+jwt", {**claims, "jti": uuid7().hex, "exp": expires_at}
            ),
            refresh_token=self.tokens.sign(
                "rt+jwt", {**claims, "jti": uuid7().hex, "exp": idle_at}
            ),
            expires_in=int((expires_at - now).total_seconds()),
            scope=scope,
        )

    def _read(self, refresh_token: str) -> Claims:
        try:
            return self.tokens.read("rt+jwt", refresh_token)
        except BadToken as error:
            raise InvalidRefreshToken from error


def fingerprint(text: str) -> str:
    """Return what is stored instead of a token or a name: of no use to whoever reads it."""
    return hashlib.sha256(text.encode()).hexdigest()
