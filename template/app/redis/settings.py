"""Where Redis is, and how long we wait for it."""

from pydantic import Field
from pydantic import SecretStr

from app.settings import SettingsGroup


class RedisSettings(SettingsGroup, env_prefix="REDIS_"):
    """The address may hold a password, so it has no default."""

    url: SecretStr

    timeout: float = Field(default=0.2, gt=0, le=5)
    """Seconds to wait for a connection, and for each answer: Redis only makes things faster."""
