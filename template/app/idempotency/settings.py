"""For how long a request that is sent again is recognized."""

from pydantic import Field

from app.settings import SettingsGroup


class IdempotencySettings(SettingsGroup, env_prefix="IDEMPOTENCY_"):
    """What clients that retry can rely on."""

    hours: int = Field(default=24, ge=1, le=168)
    """How long answers are kept."""
