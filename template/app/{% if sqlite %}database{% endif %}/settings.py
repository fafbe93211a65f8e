"""Where the data is, and how long we wait for it."""

from pydantic import Field
from pydantic import SecretStr

from app.settings import SettingsGroup


class DatabaseSettings(SettingsGroup, env_prefix="DATABASE_"):
    """A file needs no server and no password, so it may have a default."""

    url: SecretStr = SecretStr("sqlite+aiosqlite:///data.db")

    timeout: int = Field(default=5, ge=1, le=60)
    """Seconds to wait for another writer, or for a connection."""

    @property
    def deadline(self) -> float:
        """Seconds after which a transaction is given up, however many waits it consists of."""
        return 1.5 * self.timeout
