"""Signed tokens: JSON Web Tokens with the checks of RFC 8725."""

import re
from collections.abc import Callable
from datetime import datetime
from datetime import timedelta
from functools import lru_cache
from typing import Any
from typing import Literal
from uuid import UUID

import jwt
from pydantic import AwareDatetime
from pydantic import ValidationError

from app import about
from app.auth.settings import AuthSettings
from app.database.models import utc_now
from app.errors import Unauthenticated
from app.schemas import Schema

ALGORITHM = "HS256"
LEEWAY = timedelta(seconds=10)
REMEMBERED = 4_096  # tokens that were good when they were last shown
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{1,4096}\.[A-Za-z0-9_-]{1,4096}\.[A-Za-z0-9_-]{1,4096}")

TokenType = Literal["at+jwt", "rt+jwt"]  # RFC 9068 names the first, we the second


class Claims(Schema):
    """What a token of ours says, and nothing else: rights are looked up, not believed."""

    iss: str
    aud: str
    sub: UUID
    sid: UUID
    jti: UUID
    iat: AwareDatetime
    exp: AwareDatetime
    scope: str


class BadToken(Unauthenticated):
    title = "The token is not valid"


class Tokens:
    """Signs and reads the tokens of this service; another service's never fit."""

    def __init__(self, settings: AuthSettings, clock: Callable[[], datetime] = utc_now) -> None:
        keys = [settings.secret_key, settings.retired_secret_key]
        self._keys = [key.get_secret_value() for key in keys if key is not None]
        self._clock = clock
        # A client shows one token again and again, and what was true of it stays true but its end.
        self._claims_of = lru_cache(maxsize=REMEMBERED)(self._verify)

    def sign(self, kind: TokenType, claims: dict[str, Any]) -> str:
        """Return a token of a kind with these claims."""
        claims = {"iss": about.NAME, "aud": about.NAME, "iat": self._clock(), **claims}
        return jwt.encode(claims, self._keys[0], ALGORITHM, headers={"typ": kind})

    def read(self, kind: TokenType, token: str) -> Claims:
        """Return the claims of a valid token of this kind, or raise `BadToken`."""
        claims = self._claims_of(kind, token)
        if claims.exp + LEEWAY <= self._clock():
            raise BadToken
        return claims

    def _verify(self, kind: TokenType, token: str) -> Claims:
        if not WELL_FORMED.fullmatch(token):
            raise BadToken
        for key in self._keys:
            try:
                return self._decode(kind, token, key)
            except jwt.InvalidSignatureError:
                continue
            except (jwt.PyJWTError, ValidationError, RecursionError, ValueError):
                break
        raise BadToken

    def _decode(self, kind: TokenType, token: str, key: str) -> Claims:
        decoded = jwt.decode_complete(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=about.NAME,
            issuer=about.NAME,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "sub", "jti", "iss", "aud"], "strict_aud": True},
        )
        if decoded["header"].get("typ") != kind:
            raise BadToken
        return Claims.model_validate(decoded["payload"])
