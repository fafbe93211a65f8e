"""Handles what arrives: each event once, however often it comes and whatever fails."""

import asyncio
import random
import time
from collections.abc import Awaitable
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from datetime import timedelta
from typing import Literal
from uuid import UUID

import structlog
from starlette.datastructures import State

from app.database.after_commit import Action
from app.database.connection import Session
from app.database.models import utc_now
from app.database.session import unit_of_work
from app.errors import ChangedMeanwhile
from app.errors import Conflict
from app.errors import Unavailable
from app.events import metrics
from app.events.cause import caused_by
from app.events.cause import own_cause
from app.events.cloud_event import CloudEvent
from app.events.cloud_event import Malformed
from app.events.consumer import Consumer
from app.events.consumer import Delivery
from app.events.dead_letters import DeadLetters
from app.events.models import HandledEvent
from app.events.repository import HandledEventRepository
from app.events.retries import delays

logger = structlog.get_logger()

MEMORY = timedelta(days=30)  # how long a repetition is recognized; no broker keeps an event longer

Outcome = Literal["handled", "repeated", "ignored", "dead"]


class Repeated(Exception):
    """The effect is stored already."""


@dataclass
class Inbox:
    """The events of one consumer, one after the other, in the order in which they come."""

    consumer: Consumer
    state: State
    attempts: int
    jitter: Callable[[], float] = random.random
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def receive(self, body: bytes) -> None:
        """Return when no further delivery is needed.

        What cannot be handled is a dead letter after some attempts. While something does not
        answer that the service needs, nothing counts as an attempt: then only waiting helps.
        """
        async with self._turn:
            with own_cause():
                await self._retry(body)

    async def handle(self, envelope: CloudEvent) -> Outcome:
        """Store the effect of an event, in the transaction that remembers the event."""
        caused_by(envelope)
        if not self.consumer.handles(envelope):
            return "ignored"
        after_commit: list[Action] = []
        try:
            async with unit_of_work(self.state.database, after_commit) as session:
                await remember(session, envelope.identity(self.consumer.name))
                await self.consumer.handle(Delivery(session, envelope, self.state, after_commit))
        except Repeated:
            return "repeated"
        return "handled"

    async def _retry(self, body: bytes) -> None:
        failures = 0
        for pause in delays(self.jitter):
            try:
                await self._attempt(body, is_last=failures + 1 >= self.attempts)
                break
            except Unavailable as error:
                logger.warning("an event has to wait", reason=repr(error.__cause__ or error))
            except Exception:
                failures += 1
                logger.exception("an event was not handled", failures=failures)
            metrics.FAILURES.labels(self.consumer.name).inc()
            await self.sleep(pause)

    async def _attempt(self, body: bytes, *, is_last: bool) -> None:
        began = time.perf_counter()
        try:
            envelope = CloudEvent.parse(body)
            outcome = await self.handle(envelope)
        except Unavailable:
            raise
        except Exception as error:
            if not is_last and not isinstance(error, Malformed):
                raise
            await self._give_up(body)
            await DeadLetters(self.state.database).bury(self.consumer.name, body, error)
            logger.exception("an event is a dead letter", consumer=self.consumer.name)
            metrics.HANDLED.labels(self.consumer.name, "dead").inc()
        else:
            self._observe(envelope, outcome, time.perf_counter() - began)

    async def _give_up(self, body: bytes) -> None:
        """Let the consumer store what follows; if that fails, the queue moves on all the same."""
        try:
            envelope = CloudEvent.parse(body)
        except Malformed:
            return  # nobody can tell what it is about
        after_commit: list[Action] = []
        try:
            async with unit_of_work(self.state.database, after_commit) as session:
                await self.consumer.give_up(Delivery(session, envelope, self.state, after_commit))
        except Unavailable:
            raise
        except Exception:
            logger.exception("a dead letter has no consequences", consumer=self.consumer.name)

    def _observe(self, envelope: CloudEvent, outcome: Outcome, seconds: float) -> None:
        name = self.consumer.name
        metrics.HANDLED.labels(name, outcome).inc()
        if outcome != "ignored":
            metrics.LAGS.labels(name).observe(max(envelope.age, 0.0))
            logger.info(
                "event",
                consumer=name,
                id=envelope.id,
                outcome=outcome,
                seconds=round(seconds, 6),
                type=envelope.type,
            )


async def remember(session: Session, id: UUID) -> None:
    """Note that an effect is stored; whoever is second waits for the first, then hears of it."""
    try:
        await HandledEventRepository(session).add(
            HandledEvent(id=id, expires_at=utc_now() + MEMORY)
        )
    except ChangedMeanwhile as error:  # the first is about to store it, and may still fail
        raise Unavailable from error
    except Conflict as error:
        raise Repeated from error
