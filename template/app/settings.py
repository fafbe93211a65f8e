"""Settings come from the environment and from `.env`; every feature owns a group of them."""

import os
import re
from typing import Literal
from typing import Self
from urllib.parse import urlsplit

from pydantic import AnyHttpUrl
from pydantic import Field
from pydantic import SecretStr
from pydantic import ValidationError
from pydantic import field_validator
from pydantic import model_validator
from pydantic_settings import BaseSettings
from pydantic_settings import SettingsConfigDict

from app.limit import LimitText

Environment = Literal["development", "test", "production"]
LogFormat = Literal["console", "json"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

MIN_SECRET_BYTES = 32  # RFC 7518 3.2: an HS256 key has at least the size of its hash
MIN_DISTINCT_CHARACTERS = 10
PLACEHOLDERS = ("change", "secret", "password", "example", "placeholder")

HOST = re.compile(r"\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")


class SettingsError(Exception):
    """The environment lacks a setting or holds one that is refused; the message names it."""


class SettingsGroup(BaseSettings):
    """The settings of one feature; a subclass gives its variables a prefix.

    A production start is refused while a secret is missing, short or a placeholder.
    """

    model_config = SettingsConfigDict(
        env_file=os.environ.get("ENV_FILE", ".env"),
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_by_name=True,
    )

    environment: Environment = Field(default="development", validation_alias="ENVIRONMENT")

    @classmethod
    def load(cls) -> Self:
        """Read the group; a `SettingsError` names every variable that is missing or refused."""
        try:
            return cls()
        except ValidationError as error:
            problems = [
                f"{cls.variable(str(loc[0])) if (loc := e['loc']) else cls.__name__}: {e['msg']}"
                for e in error.errors(include_input=False, include_url=False)
            ]
            raise SettingsError("; ".join(problems)) from None

    @classmethod
    def variable(cls, field: str) -> str:
        """Return the environment variable that sets a field; an alias is one already."""
        if field not in cls.model_fields:
            return field
        alias = cls.model_fields[field].validation_alias
        return str(alias or f"{cls.model_config.get('env_prefix', '')}{field}".upper())

    @model_validator(mode="after")
    def refuse_weak_secrets_in_production(self) -> Self:
        if self.environment == "production":
            for field in type(self).model_fields:
                value = getattr(self, field)
                if isinstance(value, SecretStr) and is_weak(value.get_secret_value()):
                    raise ValueError(
                        f"{self.variable(field)} is too short, too simple or a placeholder: "
                        "production needs a random one, such as `openssl rand -base64 48` prints"
                    )
        return self


def is_weak(secret: str) -> bool:
    """Tell whether a secret, or the password inside a URL, is one that anybody could guess."""
    if "://" in secret:
        password = urlsplit(secret).password
        return password is not None and is_placeholder(password)
    return (
        len(secret.encode()) < MIN_SECRET_BYTES
        or len(set(secret)) < MIN_DISTINCT_CHARACTERS
        or is_placeholder(secret)
    )


def is_placeholder(secret: str) -> bool:
    """Tell whether a secret is a word that examples use."""
    return any(word in secret.lower() for word in PLACEHOLDERS)


class Settings(SettingsGroup):
    """What concerns the whole service."""

    allowed_hosts: frozenset[str] = frozenset({"localhost", "127.0.0.1", "[::1]"})
    """Names by which clients may call this service; `*.example.com` allows all below that one."""

    allowed_origins: frozenset[str] = frozenset()
    """Exact origins of the browser applications that may talk to this service."""

    docs: bool | None = None
    """Whether /docs, /redoc and /openapi.json are there; unless said, not in production."""

    drain_delay: float | None = Field(default=None, ge=0, le=300)
    """Seconds to serve on after SIGTERM; by default a few in production, and elsewhere none."""

    log_format: LogFormat | None = None
    """How log lines look; unless it is set, JSON in production and readable elsewhere."""

    log_level: LogLevel = "INFO"

    max_body_bytes: int = Field(default=1024 * 1024, ge=0)
    """Size of a request's body, unless its route allows another one."""

    metrics_token: SecretStr | None = None
    """What a scraper sends to read the metrics; without it, production does not show them."""

    rate_limit: LimitText = "600/minute"
    """Requests that one client address may send to the API."""

    request_deadline: float = Field(default=30.0, gt=0)
    """Seconds until an answer begins, unless its route takes longer."""

    @field_validator("allowed_hosts")
    @classmethod
    def hosts_are_names(cls, hosts: frozenset[str]) -> frozenset[str]:
        for host in hosts:
            if not HOST.fullmatch(host):
                raise ValueError("must be names such as api.example.com, without scheme or port")
        return hosts

    @field_validator("allowed_origins")
    @classmethod
    def origins_are_exact(cls, origins: frozenset[str]) -> frozenset[str]:
        for origin in origins:
            if "*" in origin or str(AnyHttpUrl(origin)) != f"{origin}/":
                raise ValueError("must be origins such as https://app.example.com, without a path")
        return origins

    @property
    def shows_docs(self) -> bool:
        return self.environment != "production" if self.docs is None else self.docs
