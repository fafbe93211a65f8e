"""Has dead letters handled again, once what was wrong is mended."""

from collections.abc import Iterable

from starlette.datastructures import State

from app.events.cause import own_cause
from app.events.cloud_event import CloudEvent
from app.events.consumer import Consumer
from app.events.dead_letters import DeadLetters
from app.events.inbox import Inbox
from app.events.models import DeadLetter


class NoSuchConsumer(Exception):
    """The consumer that failed has another name by now, or is gone."""


async def replay(state: State, consumers: Iterable[Consumer], letter: DeadLetter) -> None:
    """Handle an event and forget its letter, or raise why it fails this time.

    A crash in between is harmless: the next time the event is recognized as handled.
    """
    named = {consumer.name: consumer for consumer in consumers}
    if letter.consumer not in named:
        raise NoSuchConsumer(f"there is no consumer {letter.consumer} any more")
    envelope = CloudEvent.parse(letter.body)
    with own_cause():
        await Inbox(named[letter.consumer], state, attempts=1).handle(envelope)
    await DeadLetters(state.database).remove(letter)
