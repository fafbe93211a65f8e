"""Where Redis is, and how long we wait for it."""

from pydantic import Field
from pydantic import SecretStr

from app.settings import SettingsGroup


class RedisSettings(SettingsGroup, env_prefix="REDIS_"):
    """The address may hold a password, so it has no default."""

    url: SecretStr

    pool_size: int = Field(default=20, ge=1, le=1000)
    """Connections that each process may hold; who finds none free waits, as for an answer."""

    timeout: float = Field(default=0.2, gt=0, le=5)
    """Seconds that a call may take, connecting included: Redis only makes things faster."""
