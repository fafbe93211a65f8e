"""Where the broker is."""

from pydantic import SecretStr

from app.settings import SettingsGroup


class BrokerSettings(SettingsGroup, env_prefix="BROKER_"):
    """The address may hold a password, so it has no default."""

    url: SecretStr
