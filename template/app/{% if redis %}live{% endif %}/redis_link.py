"""The line from this process to the other replicas, through Redis."""

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import RedisError

from app.errors import Unavailable

logger = structlog.get_logger()

FAILURES = (RedisError, OSError)  # a deadline that passes is one of the latter

BACKLOG = 16 * 1024 * 1024  # characters that may wait for Redis; what comes faster is lost
BATCH = 100  # commands
DEADLINE = 2.0  # seconds for one step
QUIET = 5.0  # seconds without a message after which the line has to show that it lives


class RedisLink:
    """Sends commands in order, and nobody waits for them; listens, and connects again by itself.

    While Redis is away, what is sent is lost.
    """

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.connected = asyncio.Event()
        self._commands: asyncio.Queue[tuple[str, ...]] = asyncio.Queue()
        self._backlog = 0
        self._pause = ExponentialWithJitterBackoff(base=0.05, cap=2.0)

    async def ping(self) -> None:
        """Fail while the other replicas cannot be heard."""
        if not self.connected.is_set():
            raise Unavailable

    def send(self, *command: str) -> None:
        """Leave a command to `forward`."""
        length = sum(map(len, command))
        if self.connected.is_set() and self._backlog + length <= BACKLOG:
            self._backlog += length
            self._commands.put_nowait(command)

    async def forward(self) -> None:
        """Pass on what was sent, many commands in one round trip."""
        while True:
            batch = [await self._commands.get()]
            while not self._commands.empty() and len(batch) < BATCH:
                batch.append(self._commands.get_nowait())
            self._backlog -= sum(len(part) for command in batch for part in command)
            try:
                await self._execute(batch)
            except FAILURES as error:
                logger.warning("commands are lost", count=len(batch), reason=reason(error))

    async def _execute(self, batch: list[tuple[str, ...]]) -> None:
        async with (
            asyncio.timeout(DEADLINE),
            self.redis.pipeline(transaction=False) as pipeline,
        ):
            for command in batch:
                await pipeline.execute_command(*command)
            await pipeline.execute()

    async def listen(self, pattern: str, receive: Callable[[str, str], None]) -> None:
        """Pass on every message of some channels, for ever."""
        failures = 0
        while True:
            try:
                async with self.redis.pubsub() as pubsub:
                    await self._subscribe(pubsub, pattern)
                    failures = 0
                    await self._receive(pubsub, receive)
            except FAILURES as error:
                logger.warning("the other replicas cannot be heard", reason=reason(error))
            self.connected.clear()
            # The other connections are as dead as this one, but would show it only when used.
            await self.redis.connection_pool.disconnect(inuse_connections=False)
            failures += 1
            await asyncio.sleep(self._pause.compute(failures))

    async def _subscribe(self, pubsub: PubSub, pattern: str) -> None:
        async with asyncio.timeout(DEADLINE):
            await pubsub.psubscribe(pattern)
            await self._next(pubsub)
        self.connected.set()

    async def _receive(self, pubsub: PubSub, receive: Callable[[str, str], None]) -> None:
        while True:
            message = await self._next(pubsub)
            if message["type"] == "pmessage":
                receive(message["channel"].decode(), message["data"].decode())
            # Many may be buffered already: let the senders empty their queues.
            await asyncio.sleep(0)

    async def _next(self, pubsub: PubSub) -> dict[str, Any]:
        """Wait for a message; a line on which even a ping gets no answer is dead."""
        message: dict[str, Any] | None = await pubsub.get_message(timeout=QUIET)
        if message is None:
            await pubsub.ping()
            message = await pubsub.get_message(timeout=QUIET)
        if message is None:
            raise TimeoutError
        return message


def reason(error: Exception) -> str:
    """Say what failed; a deadline says nothing by itself."""
    return str(error) or type(error).__name__
