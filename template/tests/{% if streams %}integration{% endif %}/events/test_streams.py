import asyncio
import gc
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from app.events import streams
from app.events.broker import Broker
from app.events.broker import consume
from app.events.broker import create_broker
from app.events.broker import ping
from app.events.broker import publish
from app.events.relay import BATCH
from app.events.settings import EventsSettings
from app.redis.settings import RedisSettings
from tests.fixtures.broker import forget
from tests.fixtures.events import ignore

WEEK = 7 * 24 * 3600
PATIENCE = 30  # seconds; what takes longer has failed


@pytest.fixture
async def redis() -> AsyncIterator[Redis]:
    async with Redis.from_url(RedisSettings.load().url.get_secret_value()) as redis:
        yield redis


@pytest.fixture
async def stream(redis: Redis) -> AsyncIterator[str]:
    yield (name := f"test-{uuid4().hex}.items")
    await redis.delete(name)


@pytest.fixture
async def broker() -> AsyncIterator[Broker]:
    settings = EventsSettings(namespace=f"test-{uuid4().hex}")
    yield (broker := create_broker(settings))
    await forget(broker, settings.namespace)


async def add(redis: Redis, stream: str, amount: int) -> None:
    for number in range(amount):
        await redis.xadd(stream, {"number": number})


async def read(redis: Redis, stream: str, group: str, amount: int) -> list[Any]:
    """Receive some messages, and return their ids."""
    await redis.xreadgroup(group, "someone", {stream: ">"}, count=amount)
    pending = await redis.xpending_range(stream, group, "-", "+", amount)
    return [message["message_id"] for message in pending]


class TestPublishing:
    async def test_a_relay_may_publish_all_that_it_takes_at_once(
        self, redis: Redis, broker: Broker
    ) -> None:
        messages = [
            publish(broker, topic="items", key=str(number), id=uuid4().hex, body=b"{}")
            for number in range(BATCH)
        ]

        await asyncio.gather(*messages)

        assert await redis.xlen(broker.stream("items")) == BATCH


class TestStop:
    async def test_readers_that_have_just_begun_leave_no_connection(self, broker: Broker) -> None:
        consume(broker, "items", "test", ignore)
        for number in range(40):
            await broker.start()
            await asyncio.sleep(number / 10_000)
            await broker.stop()
            gc.collect()  # which tells of what is open


class TestTrim:
    async def test_what_every_group_has_handled_goes(self, redis: Redis, stream: str) -> None:
        await streams.declare(redis, stream, "group")
        await add(redis, stream, 5)
        await redis.xack(stream, "group", *await read(redis, stream, "group", 5))

        await streams.trim(redis, stream)

        assert await redis.xlen(stream) == 1

    async def test_what_a_group_has_not_received_stays(self, redis: Redis, stream: str) -> None:
        for group in ("quick", "slow"):
            await streams.declare(redis, stream, group)
        await add(redis, stream, 5)
        await redis.xack(stream, "quick", *await read(redis, stream, "quick", 5))

        await streams.trim(redis, stream)

        assert await redis.xlen(stream) == 5

    async def test_what_was_received_but_not_acknowledged_stays(
        self, redis: Redis, stream: str
    ) -> None:
        await streams.declare(redis, stream, "group")
        await add(redis, stream, 5)
        first, second, *others = await read(redis, stream, "group", 5)
        await redis.xack(stream, "group", first, *others)

        await streams.trim(redis, stream)

        left: Any = await redis.xrange(stream)
        assert [id for id, _ in left] == [second, *others]

    async def test_what_nobody_wants_stays_for_a_week(self, redis: Redis, stream: str) -> None:
        now = int(time.time())
        for age in (WEEK + 60, WEEK - 60):
            await redis.xadd(stream, {"age": age}, id=f"{(now - age) * 1000}-0")

        await streams.trim(redis, stream)

        assert await redis.xlen(stream) == 1


class TestRevival:
    async def test_a_redis_that_has_lost_everything_is_heard_again(
        self, redis: Redis, broker: Broker
    ) -> None:
        heard = asyncio.Event()

        async def receive(body: bytes) -> None:
            heard.set()

        consume(broker, "items", "group", receive)
        await broker.start()

        await redis.delete(broker.stream("items"))
        async with asyncio.timeout(PATIENCE):
            while not heard.is_set():
                await publish(broker, topic="items", key="1", id=uuid4().hex, body=b"{}")
                await ping(broker)
                await asyncio.sleep(0.1)
