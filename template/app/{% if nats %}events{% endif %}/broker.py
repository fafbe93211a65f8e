"""Events through NATS JetStream.

All topics of a namespace are subjects of one stream, a group is a durable consumer. A published
message is in the stream's file, on as many servers as the stream has replicas: one, until
`nats stream edit` says otherwise, which may lose two minutes together with its power unless its
`sync_interval` is `always`. The message stays there for 30 days, handled or not, and a new group
begins with the oldest. What is published twice within two minutes is stored once. When a process
dies, NATS delivers again after 10 seconds what it had not acknowledged.

One process receives messages in their order. Several in a group share them, so that two messages
with the same key may be handled at the same time, and a redelivered one comes late.
"""

import asyncio
import logging
from contextlib import suppress
from types import TracebackType

from faststream import AckPolicy
from faststream.exceptions import IncorrectState
from faststream.nats import ConsumerConfig
from faststream.nats import JStream
from faststream.nats import NatsBroker
from faststream.nats import NatsMessage
from faststream.nats import PullSub
from faststream.nats import RetentionPolicy
from faststream.nats import StorageType
from nats.errors import ConnectionReconnectingError
from nats.errors import Error
from nats.js.api import Header
from nats.js.api import StreamConfig
from nats.js.errors import BadRequestError

from app.events.broker_settings import BrokerSettings
from app.events.cloud_event import MEDIA_TYPE
from app.events.delivery import DEADLINE
from app.events.delivery import GRACE
from app.events.delivery import Receive
from app.events.delivery import logger
from app.events.delivery import undecoded
from app.events.patience import patient
from app.events.renewal import itself
from app.events.renewal import renewed
from app.events.settings import EventsSettings

FAILURES: tuple[type[Exception], ...] = (Error, OSError, IncorrectState)
"""What a call raises while NATS is away or refuses; a deadline that passes is an `OSError`."""

ACK_WAIT = 10.0  # seconds after which a message whose handler is not heard of is delivered again
KEEP = 30 * 24 * 3600.0  # seconds
PING = 5  # seconds; a server that does not answer twice is gone
PREFETCH = 10
RECONNECT = 1  # seconds between attempts

NAME_IN_USE = 10058  # JetStream's code


class Broker(NatsBroker):
    """FastStream's broker, which gives up a start or stop that takes too long."""

    def __init__(self, url: str, namespace: str) -> None:
        super().__init__(
            url.split(","),
            name=namespace,
            connect_timeout=int(DEADLINE),
            drain_timeout=int(DEADLINE),
            max_reconnect_attempts=-1,
            ping_interval=PING,
            reconnect_time_wait=RECONNECT,
            graceful_timeout=GRACE,
            decoder=undecoded,
            logger=logger,
            log_level=logging.DEBUG,
            apply_types=False,
        )
        self.namespace = namespace
        self.stream = simple(namespace)

    async def start(self) -> None:
        """Connect, declare what is missing, and begin to receive."""
        try:
            async with asyncio.timeout(DEADLINE):
                await self.connect()
                await self.declare()
                await super().start()
        except BaseException:
            await self.stop()
            raise

    async def declare(self) -> None:
        """Create the stream; one that somebody has changed stays as it is."""
        config = StreamConfig(
            name=self.stream,
            subjects=[f"{self.namespace}.>"],
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            max_age=KEEP,
        )
        try:
            await self.config.connection_state.stream.add_stream(config)
        except BadRequestError as error:
            if error.err_code != NAME_IN_USE:
                raise

    async def stop(
        self,
        exc_type: type[BaseException] | None = None,
        exc_val: BaseException | None = None,
        exc_tb: TracebackType | None = None,
    ) -> None:
        """Give running handlers their time, then hang up."""
        connection = self._connection
        with suppress(*FAILURES, ExceptionGroup):  # which tell that NATS is away
            async with asyncio.timeout(GRACE + DEADLINE):
                await super().stop(exc_type, exc_val, exc_tb)
        if connection is not None:
            await connection.close()
        self._connection = None


def simple(name: str) -> str:
    """Make a name that a stream or consumer may have."""
    return name.replace(".", "_")


def create_broker(settings: EventsSettings) -> Broker:
    """Create the broker of this process; it connects when it is started."""
    return Broker(BrokerSettings.load().url.get_secret_value(), settings.namespace)


async def publish(broker: Broker, *, topic: str, key: str, id: str, body: bytes) -> None:
    """Return once the stream has the message."""
    if not broker.config.connection_state.connection.is_connected:
        raise ConnectionReconnectingError
    await broker.publish(
        body,
        f"{broker.namespace}.{topic}",
        headers={Header.MSG_ID: id, "content-type": MEDIA_TYPE, "key": key},
        stream=broker.stream,
        timeout=DEADLINE,
    )


def consume(broker: Broker, topic: str, group: str, receive: Receive) -> None:
    """Receive, together with the others of the group, every message of a topic at least once."""

    async def handle(message: NatsMessage) -> None:
        async with renewed(message.in_progress, ACK_WAIT / 3):
            await patient(receive)(message.body)

    subscriber = broker.subscriber(
        f"{broker.namespace}.{topic}",
        durable=simple(f"{topic}_{group}"),
        stream=JStream(broker.stream, declare=False),
        config=ConsumerConfig(ack_wait=ACK_WAIT, max_deliver=-1),
        pull_sub=PullSub(batch_size=PREFETCH),
        decoder=itself,
        ack_policy=AckPolicy.NACK_ON_ERROR,
        no_reply=True,
    )
    subscriber(handle)


def overhear(broker: Broker, topic: str, receive: Receive) -> None:
    """Receive what is published from now on, at most once; nothing is kept for this process."""
    subscriber = broker.subscriber(f"{broker.namespace}.{topic}", no_reply=True)
    subscriber(receive)


async def ping(broker: Broker) -> None:
    """Fail while JetStream does not answer."""
    async with asyncio.timeout(DEADLINE):
        await broker.config.connection_state.stream.stream_info(broker.stream)
