"""How events are passed on."""

from pydantic import Field

from app import about
from app.settings import SettingsGroup


class EventsSettings(SettingsGroup, env_prefix="EVENTS_"):
    """Where the broker is, is said elsewhere."""

    attempts: int = Field(default=5, ge=1, le=20)
    """How often an event is handled in vain before it becomes a dead letter."""

    embedded: bool | None = None
    """Whether the API itself relays and consumes; unless said, only in development."""

    namespace: str = Field(default=about.NAME, pattern=r"^[A-Za-z0-9_-]{1,60}$")
    """What all queues' names begin with: one for each environment that shares a broker."""

    @property
    def is_embedded(self) -> bool:
        return self.environment == "development" if self.embedded is None else self.embedded
