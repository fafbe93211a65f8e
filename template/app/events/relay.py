"""Takes events from the outbox to the broker: each at least once, those of a key in order.

A relay that dies between the broker's confirmation and the removal leaves an event that is
published again; consumers recognize it. Of several relays one works for as long as it prolongs
its lease. Should one go on after that, because its process stood still, then all that it publishes
has been published before or is next in order: consumers see nothing but repetitions.
"""

import asyncio
import itertools
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from datetime import timedelta
from uuid import UUID

import structlog
from uuid_utils.compat import uuid7

from app.database.connection import Database
from app.database.models import utc_now
from app.database.session import unit_of_work
from app.errors import Conflict
from app.errors import DomainError
from app.errors import Unavailable
from app.events import metrics
from app.events.broker import FAILURES
from app.events.broker import Broker
from app.events.broker import publish
from app.events.models import OutboxMessage
from app.events.repository import LeaseRepository
from app.events.repository import OutboxRepository
from app.events.retries import delays

logger = structlog.get_logger()

NAME = "relay"
BATCH = 500  # events between two looks into the outbox
LEASE = timedelta(seconds=10)
POLL = 0.2  # seconds between two looks when there was nothing
STUCK = 30.0  # seconds without a look after which something is wrong


@dataclass
class Relay:
    """One of several."""

    database: Database
    broker: Broker
    lease: timedelta = LEASE
    holder: UUID = field(default_factory=uuid7)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _renewal: float = 0.0
    _looked: float = field(default_factory=time.monotonic)

    async def run(self) -> None:
        """Publish until told to stop; the next relay need not wait then."""
        pauses = delays()
        while not self._stopping.is_set():
            try:
                published = await self.forward()
            except Exception as error:
                logger.warning(
                    "events wait in the outbox",
                    reason=repr(error.__cause__ or error),
                    exc_info=not isinstance(error, DomainError),
                )
                await self._pause(next(pauses))
            else:
                pauses = delays()
                await self._pause(0 if published == BATCH else POLL)
        await self._release()

    def stop(self) -> None:
        """End after what is being published."""
        self._stopping.set()

    async def ping(self) -> None:
        """Fail when nobody has looked into the outbox for long."""
        if time.monotonic() > self._looked + STUCK:
            raise Unavailable

    async def forward(self) -> int:
        """Publish the oldest events if it is our turn, and return how many these were.

        What the broker does not take stays, with all that follows it in order; then `Unavailable`
        is raised, after the others are published.
        """
        batch = await self._look()
        self._looked = time.monotonic()
        age = (utc_now() - batch[0].created_at).total_seconds() if batch else 0.0
        metrics.OLDEST.set(age)
        results = await asyncio.gather(*map(self._publish_in_order, in_order(batch)))
        await self._remove([message for published, _ in results for message in published])
        for _, error in results:
            if isinstance(error, FAILURES):
                raise Unavailable from error
            if error:
                raise error
        return len(batch)

    async def _look(self) -> Sequence[OutboxMessage]:
        if not await self._leads():
            return []
        async with unit_of_work(self.database, [], read_only=True) as session:
            return await OutboxRepository(session).oldest(BATCH)

    async def _leads(self) -> bool:
        """Tell whether it is our turn; half a lease before its end we prolong it."""
        now = time.monotonic()
        if now < self._renewal:
            return True
        try:
            async with unit_of_work(self.database, []) as session:
                ours = await LeaseRepository(session).take(NAME, self.holder, self.lease)
        except Conflict:  # another relay was faster
            return False
        self._renewal = now + self.lease.total_seconds() / 2 if ours else 0.0
        return ours

    async def _publish_in_order(
        self, messages: Sequence[OutboxMessage]
    ) -> tuple[Sequence[OutboxMessage], Exception | None]:
        """Return what was published, and what went wrong with the next."""
        for count, message in enumerate(messages):
            try:
                await publish(
                    self.broker,
                    topic=message.topic,
                    key=message.key,
                    id=str(message.id),
                    body=message.body,
                )
            except Exception as error:
                metrics.REFUSED.inc()
                return messages[:count], error
            metrics.PUBLISHED.labels(message.topic).inc()
        return messages, None

    async def _remove(self, published: Sequence[OutboxMessage]) -> None:
        if published:
            async with unit_of_work(self.database, []) as session:
                await OutboxRepository(session).remove(published)

    async def _release(self) -> None:
        with suppress(DomainError):
            async with unit_of_work(self.database, []) as session:
                await LeaseRepository(session).release(NAME, self.holder)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def in_order(batch: Sequence[OutboxMessage]) -> list[list[OutboxMessage]]:
    """Divide a batch into sequences that do not depend on each other."""
    grouped = itertools.groupby(sorted(batch, key=stream), key=stream)
    return [list(messages) for _, messages in grouped]


def stream(message: OutboxMessage) -> tuple[str, str]:
    return message.topic, message.key
