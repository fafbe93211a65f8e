"""Where the data is."""

from pydantic import SecretStr

from app.settings import SettingsGroup


class DatabaseSettings(SettingsGroup, env_prefix="DATABASE_"):
    """A file needs no server and no password, so it may have a default."""

    url: SecretStr = SecretStr("sqlite+aiosqlite:///data.db")
