"""Keys, lifetimes and costs of signing in."""

from datetime import timedelta
from typing import Literal

from pydantic import Field
from pydantic import SecretStr

from app.limit import LimitText
from app.settings import SettingsGroup


class AuthSettings(SettingsGroup, env_prefix="AUTH_"):
    """The key has no default: whoever knows it can be anybody."""

    secret_key: SecretStr
    """Signs all tokens, with HS256."""

    retired_secret_key: SecretStr | None = None
    """The key before the present one: still believed, never used to sign."""

    access_token_lifetime: timedelta = timedelta(minutes=30)
    refresh_token_lifetime: timedelta = timedelta(days=7)
    """A session ends when it is not refreshed for this long …"""

    session_lifetime: timedelta = timedelta(days=30)
    """… and after this long in any case."""

    password_algorithm: Literal["argon2", "bcrypt"] = "argon2"

    # OWASP's minimum for argon2id: 19 MiB, two passes, one lane
    argon2_memory_kib: int = Field(default=19_456, ge=8)
    argon2_passes: int = Field(default=2, ge=1)
    bcrypt_rounds: int = Field(default=12, ge=4, le=31)

    hashes_at_once: int = Field(default=2, ge=1)
    """Passwords hashed at the same time, each on a thread of its own."""

    login_limit_per_account: LimitText = "10/minute"
    login_limit_per_address: LimitText = "30/minute"
    registration_limit_per_address: LimitText = "30/hour"
