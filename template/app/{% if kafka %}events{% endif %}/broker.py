"""Events through Kafka.

A published message is on all replicas of its topic that are in sync, which are as many as the
cluster's `min.insync.replicas` asks for, and stays there as long as the cluster keeps messages,
handled or not: a new group begins with the oldest. A topic that is missing is created, by the
cluster with as many partitions as it prefers, or else by us. When a process dies, others take over
after 10 to 20 seconds what it had not committed.

Messages with the same key are in one partition, which one process at a time handles in order, also
when they are redelivered. So more processes than partitions are of no use, and what fails is tried
until it succeeds while those behind it wait.
"""

import asyncio
import gc
import logging
from typing import Any

from confluent_kafka import KafkaError
from confluent_kafka import KafkaException
from faststream import AckPolicy
from faststream.confluent import KafkaBroker
from faststream.confluent import Topic
from faststream.exceptions import IncorrectState
from uuid_utils.compat import uuid7

from app.events.broker_settings import BrokerSettings
from app.events.cloud_event import MEDIA_TYPE
from app.events.delivery import DEADLINE
from app.events.delivery import GRACE
from app.events.delivery import Receive
from app.events.delivery import logger
from app.events.delivery import undecoded
from app.events.insistence import insistent
from app.events.kafka_address import configuration
from app.events.settings import EventsSettings

FAILURES: tuple[type[Exception], ...] = (KafkaException, BufferError, OSError, IncorrectState)
"""What a call raises while Kafka is away or refuses; a deadline that passes is an `OSError`."""

PARTITIONS = 6
SESSION = 10_000  # milliseconds after which a process that is not heard of is gone
HOUR = 3_600_000  # milliseconds that a handler may take, such as while the database is away
RECONNECT = 1_000  # milliseconds between attempts
CRITICAL = 2  # librdkafka repeats several times a second what calls fail with all the same


class Broker(KafkaBroker):
    """FastStream's broker, which notices when it starts that the cluster is away."""

    def __init__(self, url: str, namespace: str) -> None:
        config: Any = {
            **configuration(url),
            "log_level": CRITICAL,
            "message.timeout.ms": int(DEADLINE * 1000),
            "reconnect.backoff.max.ms": RECONNECT,
            "socket.timeout.ms": int(DEADLINE * 1000),
        }
        super().__init__(
            config=config,
            client_id=namespace,
            acks="all",
            enable_idempotence=True,
            partitioner="murmur2_random",  # Java's, so that all producers agree
            graceful_timeout=GRACE,
            decoder=undecoded,
            logger=logger,
            log_level=logging.DEBUG,
            apply_types=False,
        )
        self.namespace = namespace
        self.consumed: set[str] = set()
        self.declared: set[str] = set()

    def topic(self, name: str) -> str:
        return f"{self.namespace}.{name}"

    async def start(self) -> None:
        """Connect, declare what is missing, and begin to receive."""
        try:
            await self.connect()
            await ping(self)
            for topic in self.consumed:
                await self.declare(topic)
            await super().start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self, *error: Any) -> None:
        """Disconnect, also when a consumer could not be closed."""
        try:
            await super().stop(*error)
        finally:
            await self.config.disconnect()
            gc.collect()  # FastStream's producer and its task hold each other, and a connection

    async def declare(self, topic: str) -> None:
        """Create a topic, unless it is there or the cluster creates it now that we ask for it."""
        if topic not in self.declared:
            admin = self.config.admin.client
            metadata = await asyncio.to_thread(admin.list_topics, topic, DEADLINE)
            if metadata.topics[topic].error is not None:
                await self.create(topic)
            self.declared.add(topic)

    async def create(self, topic: str) -> None:
        new = Topic(topic, num_partitions=PARTITIONS, replication_factor=-1).to_confluent()
        created = self.config.admin.client.create_topics([new], request_timeout=DEADLINE)
        try:
            await asyncio.wrap_future(created[topic])
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise


def create_broker(settings: EventsSettings) -> Broker:
    """Create the broker of this process; it connects when it is started."""
    return Broker(BrokerSettings.load().url.get_secret_value(), settings.namespace)


async def publish(broker: Broker, *, topic: str, key: str, id: str, body: bytes) -> None:
    """Return once the topic's replicas have the message."""
    name = broker.topic(topic)
    await broker.declare(name)
    report = await broker.publish(
        body,
        name,
        key=key,
        headers={"content-type": MEDIA_TYPE, "id": id},
        no_confirm=True,
    )
    # Who waits may be cancelled, but not the report: librdkafka delivers it all the same.
    done, _ = await asyncio.wait({report}, timeout=DEADLINE + 1)
    if not done:
        raise TimeoutError
    report.result()


def consume(broker: Broker, topic: str, group: str, receive: Receive) -> None:
    """Receive, together with the others of the group, every message of a topic at least once."""
    name = broker.topic(topic)
    broker.consumed.add(name)
    subscriber = broker.subscriber(
        Topic(name, declare=False),
        group_id=f"{broker.namespace}.{group}",
        auto_offset_reset="earliest",
        session_timeout_ms=SESSION,
        max_poll_interval_ms=HOUR,
        ack_policy=AckPolicy.NACK_ON_ERROR,
        no_reply=True,
    )
    subscriber(insistent(receive))


def overhear(broker: Broker, topic: str, receive: Receive) -> None:
    """Receive what is published from now on, at most once; nothing is kept for this process."""
    name = broker.topic(topic)
    broker.consumed.add(name)
    # A group that never commits is forgotten together with its last member.
    subscriber = broker.subscriber(
        Topic(name, declare=False),
        group_id=f"{broker.namespace}.{uuid7().hex}",
        auto_offset_reset="latest",
        ack_policy=AckPolicy.MANUAL,
        no_reply=True,
    )
    subscriber(receive)


async def ping(broker: Broker) -> None:
    """Fail while the cluster does not answer."""
    await asyncio.to_thread(broker.config.admin.client.list_topics, timeout=DEADLINE)
