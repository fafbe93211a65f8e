"""Events through Redis Streams.

A topic is a stream, a group one of its consumer groups. A published message is in Redis' memory
until every group has handled it, or for a week if there is no group. It survives a restart only
where `appendonly` is on (lost power still costs the last second), and a full memory only where
`maxmemory-policy` is `noeviction`. When a process dies or stops, others take over after 10 seconds
what it had not acknowledged; what has failed is tried again as late.

One process receives messages in their order. Several in a group share them, so that two messages
with the same key may be handled at the same time, and a redelivered one comes late.
"""

import asyncio
import logging
from types import TracebackType
from typing import Any

from faststream import AckPolicy
from faststream.exceptions import IncorrectState
from faststream.redis import RedisBroker
from faststream.redis import RedisStreamMessage
from faststream.redis import StreamSub
from faststream.redis.message import DATA_KEY
from faststream.redis.subscriber.usecases import StreamSubscriber
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import RedisError
from uuid_utils.compat import uuid7

from app.events import streams
from app.events.delivery import DEADLINE
from app.events.delivery import GRACE
from app.events.delivery import Receive
from app.events.delivery import logger
from app.events.delivery import undecoded
from app.events.renewal import itself
from app.events.renewal import renewed
from app.events.settings import EventsSettings
from app.redis.settings import RedisSettings

FAILURES: tuple[type[Exception], ...] = (RedisError, OSError, IncorrectState)
"""What a call raises while Redis is away or refuses; a deadline that passes is an `OSError`."""

IDLE = 10_000  # milliseconds after which a message whose handler is not heard of is taken over
POLL = 1_000  # milliseconds
TRIM_EVERY = 1_000  # messages
AT_ONCE = 20  # messages that are published together, each through a connection of its own


class Broker(RedisBroker):
    """FastStream's broker, which gives up a start that takes too long."""

    def __init__(self, url: str, namespace: str) -> None:
        super().__init__(
            url,
            socket_connect_timeout=DEADLINE,
            socket_timeout=DEADLINE,
            # After a restart every connection in the pool is dead, and that is nobody's error.
            retry=Retry(NoBackoff(), 1, (RedisAway,)),
            message_format=streams.Plain,
            graceful_timeout=GRACE,
            decoder=undecoded,
            logger=logger,
            log_level=logging.DEBUG,
            apply_types=False,
        )
        self.namespace = namespace
        self.consumer = uuid7().hex
        self.groups: list[tuple[str, str]] = []
        self.overheard: list[StreamSubscriber] = []
        self.received: list[StreamSubscriber] = []
        self.publishing = asyncio.Semaphore(AT_ONCE)
        self.published = 0

    def stream(self, topic: str) -> str:
        return f"{self.namespace}.{topic}"

    async def start(self) -> None:
        """Connect, declare what is missing, and begin to receive."""
        try:
            async with asyncio.timeout(DEADLINE):
                await self.declare()
                await super().start()
        except BaseException:
            await self.stop()
            raise

    async def declare(self) -> None:
        redis = await self.connect()
        await redis.ping()
        for stream, group in self.groups:
            await streams.declare(redis, stream, group)
        for subscriber in self.overheard:
            subscriber.last_id = await streams.newest(redis, subscriber.stream_sub.name)

    async def revive(self) -> None:
        """Receive again after Redis has lost its data, when FastStream gives up."""
        lost = [subscriber for subscriber in self.subscribers if not subscriber.running]
        if self.running and lost:
            await self.declare()
            for subscriber in lost:
                await subscriber.start()

    async def stop(
        self,
        exc_type: type[BaseException] | None = None,
        exc_val: BaseException | None = None,
        exc_tb: TracebackType | None = None,
    ) -> None:
        """Give running handlers their time, then hang up."""
        self.running = False
        readers = [task for each in self.received + self.overheard for task in each.tasks]
        redis = self._connection
        await super().stop(exc_type, exc_val, exc_tb)
        if readers:  # redis-py may lose the cancellation of one that has just begun
            await asyncio.wait(readers, timeout=DEADLINE)
        if redis is not None:  # and such a one has connected again
            await redis.connection_pool.disconnect()


def create_broker(settings: EventsSettings) -> Broker:
    """Create the broker of this process; it connects when it is started."""
    return Broker(RedisSettings.load().url.get_secret_value(), settings.namespace)


async def publish(broker: Broker, *, topic: str, key: str, id: str, body: bytes) -> None:
    """Return once the stream has the message."""
    stream = broker.stream(topic)
    async with broker.publishing, asyncio.timeout(DEADLINE):
        redis = await broker.connect()
        await redis.xadd(stream, {"id": id, "key": key, DATA_KEY: body})
        broker.published += 1
        if broker.published % TRIM_EVERY == 0:
            await streams.trim(redis, stream)


def consume(broker: Broker, topic: str, group: str, receive: Receive) -> None:
    """Receive, together with the others of the group, every message of a topic at least once."""
    stream = broker.stream(topic)
    broker.groups.append((stream, group))

    async def handle(message: RedisStreamMessage) -> None:
        ids: list[Any] = [*message.raw_message["message_ids"]]

        async def renew() -> None:
            redis = await broker.connect()
            await redis.xclaim(stream, group, broker.consumer, 0, ids, justid=True)

        async with renewed(renew, IDLE / 3000):
            await receive(message.body)

    # One at a time, as those that wait behind a slow one would look abandoned.
    fresh = StreamSub(
        stream, group=group, consumer=broker.consumer, max_records=1, polling_interval=POLL
    )
    abandoned = StreamSub(
        stream, group=group, consumer=broker.consumer, min_idle_time=IDLE, polling_interval=POLL
    )
    for source in (fresh, abandoned):
        subscriber = broker.subscriber(
            stream=source, decoder=itself, ack_policy=AckPolicy.NACK_ON_ERROR, no_reply=True
        )
        subscriber(handle)
        broker.received.append(subscriber)


def overhear(broker: Broker, topic: str, receive: Receive) -> None:
    """Receive what is published from now on, at most once; nothing is kept for this process."""
    source = StreamSub(broker.stream(topic), polling_interval=POLL)
    subscriber = broker.subscriber(stream=source, no_reply=True)
    subscriber(receive)
    broker.overheard.append(subscriber)


async def ping(broker: Broker) -> None:
    """Fail while Redis does not answer."""
    async with asyncio.timeout(DEADLINE):
        redis = await broker.connect()
        await redis.ping()
        await broker.revive()
