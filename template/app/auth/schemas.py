"""Signing in, as it crosses the API."""

from typing import Annotated
from typing import Literal

from pydantic import Field

from app.schemas import Schema

TokenText = Annotated[str, Field(max_length=4096)]


class RefreshRequest(Schema):
    """The refresh token that was issued last."""

    refresh_token: TokenText


class LogoutRequest(Schema):
    """The refresh token of the session to end; without it, the session of the access token."""

    refresh_token: TokenText | None = None


class TokenPair(Schema):
    """A short-lived access token, and the token that gets the next one (RFC 6749 5.1)."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int
    """Seconds until the access token expires."""
    scope: str
