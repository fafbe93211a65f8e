"""Where the data is, and how long we wait for it."""

from pydantic import Field
from pydantic import SecretStr

from app.settings import SettingsGroup


class DatabaseSettings(SettingsGroup, env_prefix="DATABASE_"):
    """The address holds a password, so it has no default."""

    url: SecretStr

    pool_size: int = Field(default=10, ge=1, le=1000)
    """Connections that each process may hold."""

    timeout: int = Field(default=3, ge=1, le=60)
    """Seconds to wait for a connection, and for each statement."""

    @property
    def deadline(self) -> float:
        """Seconds after which a transaction is given up, however many waits it consists of."""
        return 1.5 * self.timeout
