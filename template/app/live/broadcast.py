"""How a message reaches connections without knowing which process holds them."""

from collections.abc import Callable
from typing import Protocol

Handler = Callable[[str, str], None]


class Broadcast(Protocol):
    """Carries payloads for an audience to every process of the service, at most once, in order."""

    def subscribe(self, topic: str, handler: Handler) -> None:
        """Have `handler(audience, payload)` called for everything published under the topic."""

    def publish(self, topic: str, audience: str, payload: str) -> None:
        """Call the handlers here at once and elsewhere soon; nobody waits for a network."""


class LocalBroadcast:
    """Stays in this process."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}

    def subscribe(self, topic: str, handler: Handler) -> None:
        self.handlers[topic] = handler

    def publish(self, topic: str, audience: str, payload: str) -> None:
        self.handlers[topic](audience, payload)
