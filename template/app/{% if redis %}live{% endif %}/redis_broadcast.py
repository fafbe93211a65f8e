"""Messages for all replicas, through Redis; each replica goes on alone while Redis is away."""

import asyncio
import logging
from contextlib import suppress
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import RedisError
from uuid_utils.compat import uuid7

from app.errors import Unavailable
from app.live.broadcast import LocalBroadcast

logger = logging.getLogger(__name__)

BACKLOG = 256  # messages that may wait for Redis; when they come faster, the newest are lost
DEADLINE = 2.0  # seconds for one step
QUIET = 5.0  # seconds without a message after which the link has to show that it lives


class RedisBroadcast(LocalBroadcast):
    """Reaches the connections of this process directly, those of the others through Redis.

    A channel is called `<prefix>|<replica>|<topic>|<audience>`.
    """

    def __init__(self, redis: Redis, prefix: str) -> None:
        super().__init__()
        self.connected = asyncio.Event()
        self._redis = redis
        self._prefix = prefix
        self._replica = uuid7().hex
        self._backlog: asyncio.Queue[tuple[str, str]] = asyncio.Queue(BACKLOG)
        self._pause = ExponentialWithJitterBackoff(base=0.05, cap=2.0)

    async def ping(self) -> None:
        """Fail while the other replicas cannot be heard."""
        if not self.connected.is_set():
            raise Unavailable

    def publish(self, topic: str, audience: str, payload: str) -> None:
        """Deliver here, and leave it to `forward` to tell the others."""
        super().publish(topic, audience, payload)
        channel = f"{self._prefix}|{self._replica}|{topic}|{audience}"
        if self.connected.is_set():
            with suppress(asyncio.QueueFull):
                self._backlog.put_nowait((channel, payload))

    async def forward(self) -> None:
        """Send to Redis whatever has gathered; what cannot be sent is lost, never late."""
        while True:
            messages = [await self._backlog.get()]
            while not self._backlog.empty():
                messages.append(self._backlog.get_nowait())
            try:
                await self._send(messages)
            except (RedisError, OSError) as error:
                logger.warning("%d messages miss the other replicas: %r", len(messages), error)

    async def _send(self, messages: list[tuple[str, str]]) -> None:
        async with (
            asyncio.timeout(DEADLINE),
            self._redis.pipeline(transaction=False) as pipeline,
        ):
            for channel, payload in messages:
                await pipeline.publish(channel, payload)
            await pipeline.execute()

    async def listen(self) -> None:
        """Stay subscribed for ever: connect again and again when Redis goes away."""
        failures = 0
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await self._subscribe(pubsub)
                    failures = 0
                    await self._receive(pubsub)
            except (RedisError, OSError) as error:
                logger.warning("the other replicas cannot be heard: %r", error)
            self.connected.clear()
            failures += 1
            await asyncio.sleep(self._pause.compute(failures))

    async def _subscribe(self, pubsub: PubSub) -> None:
        async with asyncio.timeout(DEADLINE):
            await pubsub.psubscribe(f"{self._prefix}|*")
            await self._next(pubsub)
        self.connected.set()

    async def _receive(self, pubsub: PubSub) -> None:
        while True:
            message = await self._next(pubsub)
            if message["type"] == "pmessage":
                self._deliver(message["channel"].decode(), message["data"].decode())
            # Many may be buffered already: let the senders empty their queues.
            await asyncio.sleep(0)

    async def _next(self, pubsub: PubSub) -> dict[str, Any]:
        """Wait for a message; a link on which even a ping gets no answer is dead."""
        message: dict[str, Any] | None = await pubsub.get_message(timeout=QUIET)
        if message is None:
            await pubsub.ping()
            message = await pubsub.get_message(timeout=QUIET)
        if message is None:
            raise TimeoutError
        return message

    def _deliver(self, channel: str, payload: str) -> None:
        replica, topic, audience = channel.removeprefix(f"{self._prefix}|").split("|", 2)
        if replica != self._replica:
            super().publish(topic, audience, payload)
