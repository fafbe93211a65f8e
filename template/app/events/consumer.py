"""What a service does when events arrive."""

from collections.abc import Awaitable
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import TypeVar

from starlette.datastructures import State

from app import about
from app.database.after_commit import Action
from app.database.connection import Session
from app.events.cloud_event import CloudEvent
from app.events.cloud_event import well_formed
from app.events.event import Event
from app.events.outbox import Outbox

EventT = TypeVar("EventT", bound=Event)


@dataclass(frozen=True)
class Delivery:
    """The transaction in which the effect of an event is stored, with what belongs to it."""

    session: Session
    envelope: CloudEvent
    state: State
    """What the process works with, as in `app.state`."""
    after_commit: list[Action] = field(default_factory=list)

    @property
    def outbox(self) -> Outbox:
        """Tell of the effect; events are told if it is stored."""
        return Outbox(self.session)


Handler = Callable[[EventT, Delivery], Awaitable[None]]
GiveUp = Callable[[Delivery], Awaitable[None]]


class Consumer:
    """Handlers for the events of a topic; every consumer of a topic hears all of them.

    Processes that run the same consumer share the work. A handler is called again when it fails,
    with a new transaction, so it does nothing that a rollback leaves behind; what has to wait for
    the commit goes into `delivery.after_commit`.
    """

    def __init__(self, name: str, topic: str) -> None:
        """The name is known to the broker: with a new one, everything is heard anew."""
        self.name = name
        self.topic = topic
        self._handlers: dict[str, tuple[type[Event], Handler[Any]]] = {}
        self._give_up: list[GiveUp] = []

    def on(self, event: type[EventT]) -> Callable[[Handler[EventT]], Handler[EventT]]:
        """Call the decorated function for every event of a type."""

        def register(handler: Handler[EventT]) -> Handler[EventT]:
            self._handlers[event.type] = event, handler
            return handler

        return register

    def on_dead(self, give_up: GiveUp) -> GiveUp:
        """Call the decorated function when an event becomes a dead letter.

        It sees the event as it came, because what is in it may be the reason. After a crash it is
        called again.
        """
        self._give_up.append(give_up)
        return give_up

    @property
    def group(self) -> str:
        """What the broker calls those who share the work; other services may have such a name."""
        return f"{about.NAME}-{self.name}"

    @property
    def events(self) -> Iterable[type[Event]]:
        """The types of events that are handled."""
        return [event for event, _ in self._handlers.values()]

    def handles(self, envelope: CloudEvent) -> bool:
        """Tell whether there is a handler; others may tell what does not concern us."""
        return envelope.type in self._handlers

    async def handle(self, delivery: Delivery) -> None:
        """Store the effect of an event, or raise why that is impossible."""
        event, handler = self._handlers[delivery.envelope.type]
        with well_formed():
            data = event.model_validate(delivery.envelope.data)
        await handler(data, delivery)

    async def give_up(self, delivery: Delivery) -> None:
        """Store what follows from an event that cannot be handled."""
        for give_up in self._give_up:
            await give_up(delivery)
