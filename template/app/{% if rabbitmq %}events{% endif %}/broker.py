"""Events through RabbitMQ.

A topic is an exchange, a group a quorum queue bound to it. A published message is on the disks of
most replicas of that queue and stays there until it was handled; one to which no group has ever
subscribed waits for a week in the queue `<namespace>.unrouted`. When a process dies, RabbitMQ
delivers again at once what it had not acknowledged; when its host vanishes, after 10 seconds.

One process receives messages in their order. Several in a group share them, so that two messages
with the same key may be handled at the same time, and a redelivered one comes late.
"""

import asyncio
import logging
from contextlib import suppress
from types import TracebackType

from aio_pika.exceptions import CONNECTION_EXCEPTIONS
from faststream import AckPolicy
from faststream.exceptions import IncorrectState
from faststream.rabbit import Channel
from faststream.rabbit import ExchangeType
from faststream.rabbit import QueueType
from faststream.rabbit import RabbitBroker
from faststream.rabbit import RabbitExchange
from faststream.rabbit import RabbitQueue
from uuid_utils.compat import uuid7

from app.events.broker_settings import BrokerSettings
from app.events.cloud_event import MEDIA_TYPE
from app.events.delivery import DEADLINE
from app.events.delivery import GRACE
from app.events.delivery import Receive
from app.events.delivery import logger
from app.events.delivery import undecoded
from app.events.patience import patient
from app.events.settings import EventsSettings

FAILURES: tuple[type[Exception], ...] = (*CONNECTION_EXCEPTIONS, IncorrectState)
"""What a call raises while RabbitMQ is away or refuses; a deadline that passes is an `OSError`."""

HEARTBEAT = 5  # seconds; RabbitMQ gives up who misses two, we give up after three
PREFETCH = 10
RECONNECT = 1.0  # seconds between attempts

# RabbitMQ 4 drops what was delivered 20 times, unless told how often instead; never is no number.
DELIVERY_LIMIT = 1_000_000_000

WEEK = 7 * 24 * 3600 * 1000  # milliseconds
MINUTE = 60 * 1000


class Broker(RabbitBroker):
    """FastStream's broker, which gives up a start that takes too long."""

    def __init__(self, url: str, namespace: str) -> None:
        super().__init__(
            url,
            timeout=DEADLINE,
            reconnect_interval=RECONNECT,
            client_properties={"heartbeat": HEARTBEAT},
            default_channel=Channel(on_return_raises=True),
            app_id=namespace,
            graceful_timeout=GRACE,
            decoder=undecoded,
            logger=logger,
            log_level=logging.DEBUG,
            apply_types=False,
        )
        self.namespace = namespace
        self.unrouted = f"{namespace}.unrouted"
        self.exchanges: dict[str, RabbitExchange] = {}

    async def start(self) -> None:
        """Connect, declare what is missing, and begin to receive."""
        try:
            await self.connect()  # which has that deadline; cancelled, it would go on for ever
            async with asyncio.timeout(DEADLINE):
                await self.keep_unrouted()
                await super().start()
        except BaseException:
            await self.stop()
            raise

    async def stop(
        self,
        exc_type: type[BaseException] | None = None,
        exc_val: BaseException | None = None,
        exc_tb: TracebackType | None = None,
    ) -> None:
        """Give running handlers their time, then hang up."""
        connection = self._connection
        with suppress(*FAILURES, ExceptionGroup):  # which tell that RabbitMQ is away
            async with asyncio.timeout(GRACE + DEADLINE):
                await super().stop(exc_type, exc_val, exc_tb)
        if connection is not None:
            with suppress(*FAILURES):
                async with asyncio.timeout(DEADLINE):
                    await connection.close()
        self._connection = self._channel = None
        self.config.disconnect()

    async def keep_unrouted(self) -> None:
        exchange = RabbitExchange(self.unrouted, type=ExchangeType.FANOUT)
        queue = RabbitQueue(
            self.unrouted, QueueType.QUORUM, durable=True, arguments={"x-message-ttl": WEEK}
        )
        await (await self.declare_queue(queue)).bind(await self.declare_exchange(exchange))

    def exchange(self, topic: str) -> RabbitExchange:
        if topic not in self.exchanges:
            self.exchanges[topic] = RabbitExchange(
                f"{self.namespace}.{topic}",
                type=ExchangeType.FANOUT,
                arguments={"alternate-exchange": self.unrouted},
            )
        return self.exchanges[topic]


def create_broker(settings: EventsSettings) -> Broker:
    """Create the broker of this process; it connects when it is started."""
    return Broker(BrokerSettings.load().url.get_secret_value(), settings.namespace)


async def publish(broker: Broker, *, topic: str, key: str, id: str, body: bytes) -> None:
    """Return once every queue of the topic has the message."""
    async with asyncio.timeout(DEADLINE):
        exchange = broker.exchange(topic)
        await broker.declare_exchange(exchange)
        await broker.publish(
            body,
            exchange=exchange,
            routing_key=key,
            message_id=id,
            content_type=MEDIA_TYPE,
            persist=True,
        )


def consume(broker: Broker, topic: str, group: str, receive: Receive) -> None:
    """Receive, together with the others of the group, every message of a topic at least once."""
    queue = RabbitQueue(
        f"{broker.namespace}.{topic}.{group}",
        QueueType.QUORUM,
        durable=True,
        arguments={"x-delivery-limit": DELIVERY_LIMIT},
    )
    subscriber = broker.subscriber(
        queue,
        broker.exchange(topic),
        channel=Channel(prefetch_count=PREFETCH),
        ack_policy=AckPolicy.NACK_ON_ERROR,
        no_reply=True,
    )
    subscriber(patient(receive))


def overhear(broker: Broker, topic: str, receive: Receive) -> None:
    """Receive what is published from now on, at most once; nothing is kept for this process."""
    # An exclusive queue would refuse us after a reconnect, until the old connection is given up.
    queue = RabbitQueue(
        f"{broker.namespace}.{topic}.{uuid7().hex}",
        durable=True,
        auto_delete=True,
        arguments={"x-expires": MINUTE},
    )
    subscriber = broker.subscriber(
        queue, broker.exchange(topic), ack_policy=AckPolicy.ACK_FIRST, no_reply=True
    )
    subscriber(receive)


async def ping(broker: Broker) -> None:
    """Fail while RabbitMQ does not answer."""
    if not broker.running:  # to connect now would open a second connection beside that of `start`
        raise IncorrectState
    async with asyncio.timeout(DEADLINE):
        connection = await broker.connect()
        async with connection.channel():
            pass
