"""Tokens as an attacker would make them, who even knows the key: only what is tried is wrong."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC
from datetime import datetime
from typing import Any

from uuid_utils.compat import uuid7

from app import about
from app.auth.settings import AuthSettings

KEY = AuthSettings.load().secret_key.get_secret_value()
DROPPED = object()
"""In place of a value: leave that member out."""


def forge(
    claims: Mapping[str, Any] | None = None,
    header: Mapping[str, Any] | None = None,
    *,
    key: str = KEY,
    digest: str = "sha256",
) -> str:
    """Make an access token that is right but for these claims and members of its header."""
    return sign(
        without_dropped({"alg": "HS256", "typ": "at+jwt", **(header or {})}),
        without_dropped({**right_claims(), **(claims or {})}),
        key=key,
        digest=digest,
    )


def right_claims() -> dict[str, Any]:
    now = seconds_from_now(0)
    return {
        "iss": about.NAME,
        "aud": about.NAME,
        "sub": str(uuid7()),
        "sid": str(uuid7()),
        "jti": uuid7().hex,
        "iat": now,
        "exp": now + 600,
        "scope": "items:read items:write",
    }


def seconds_from_now(seconds: int) -> int:
    return int(datetime.now(UTC).timestamp()) + seconds


def without_dropped(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not DROPPED}


def sign(header: object, payload: object, *, key: str = KEY, digest: str = "sha256") -> str:
    """Sign anything at all, as RFC 7515 describes."""
    signed = f"{encode(json.dumps(header).encode())}.{encode(json.dumps(payload).encode())}"
    return f"{signed}.{encode(hmac.digest(key.encode(), signed.encode(), digest))}"


def unsigned(algorithm: str, claims: Mapping[str, Any] | None = None) -> str:
    """Make an access token that says it needs no signature."""
    return forge(claims, {"alg": algorithm}).rpartition(".")[0] + "."


def encode(part: bytes) -> str:
    return urlsafe_b64encode(part).decode().rstrip("=")
