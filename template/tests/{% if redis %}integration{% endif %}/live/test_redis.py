"""What happens to messages and presence when Redis or the way to it fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextlib import suppress

import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from app.errors import Unavailable
from app.live.background import running
from app.live.redis_broadcast import RedisBroadcast
from app.live.redis_presence import RedisPresence
from app.live.schemas import Member
from tests.integration.live.proxy import Proxy

ANNE = Member(id="anne", connection="1")
BOB = Member(id="bob", connection="2")


@pytest.fixture
async def proxy(app: FastAPI) -> AsyncIterator[Proxy]:
    address = app.state.redis.get_connection_kwargs()
    async with Proxy(address["host"], address["port"]).listening() as proxy:
        yield proxy


@pytest.fixture
async def redis(app: FastAPI, proxy: Proxy) -> AsyncIterator[Redis]:
    """Redis at the end of a line that can fail."""
    address = app.state.redis.get_connection_kwargs() | {"host": "127.0.0.1", "port": proxy.port}
    async with Redis.from_pool(app.state.redis.connection_pool.__class__(**address)) as redis:
        yield redis


class Replica(RedisBroadcast):
    """A replica that notes what it hears."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis, "test")
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.subscribe("send", lambda _, payload: self.heard.put_nowait(payload))

    @asynccontextmanager
    async def up(self) -> AsyncIterator["Replica"]:
        async with running(self.listen(), self.forward()):
            await self.connected.wait()
            yield self


@pytest.fixture
async def here(app: FastAPI) -> AsyncIterator[Replica]:
    async with Replica(app.state.redis).up() as replica:
        yield replica


@pytest.fixture
async def there(redis: Redis) -> AsyncIterator[Replica]:
    """A replica behind the proxy."""
    async with Replica(redis).up() as replica:
        yield replica


async def isolated(replica: Replica) -> None:
    """Wait until a replica knows that it does not hear the others."""
    with suppress(Unavailable):
        async with asyncio.timeout(5):
            while True:
                await replica.ping()
                await asyncio.sleep(0.01)


class TestBroadcast:
    async def test_both_hear_a_message_once(self, here: Replica, there: Replica) -> None:
        here.publish("send", "everyone", "hello, ünï|code")
        there.publish("send", "everyone", "me too")

        for replica in here, there:
            heard = {await replica.heard.get(), await replica.heard.get()}
            assert heard == {"hello, ünï|code", "me too"}
            assert replica.heard.empty()

    async def test_a_broken_line_is_replaced(
        self, here: Replica, there: Replica, proxy: Proxy
    ) -> None:
        proxy.cut()
        await isolated(there)
        there.publish("send", "everyone", "alone")
        assert await there.heard.get() == "alone"

        proxy.mend()
        async with asyncio.timeout(5):
            await there.connected.wait()
        await there.ping()
        there.publish("send", "everyone", "back again")

        assert await here.heard.get() == "back again"

    async def test_a_line_that_only_seems_alive_is_found_out(
        self, here: Replica, there: Replica, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.live.redis_broadcast.QUIET", 0.05)
        here.publish("send", "everyone", "wake up and use the new limit")
        await there.heard.get()

        proxy.freeze()
        await isolated(there)

        proxy.mend()
        async with asyncio.timeout(5):
            await there.connected.wait()

    async def test_a_quiet_line_is_not_replaced(
        self, here: Replica, there: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.live.redis_broadcast.QUIET", 0.02)
        here.publish("send", "everyone", "wake up and use the new limit")
        await there.heard.get()

        await asyncio.sleep(0.2)

        assert there.connected.is_set()

    async def test_messages_that_redis_does_not_take_are_lost_and_not_late(
        self,
        here: Replica,
        there: Replica,
        proxy: Proxy,
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("app.live.redis_broadcast.DEADLINE", 0.1)
        monkeypatch.setattr("app.live.redis_broadcast.BACKLOG", 1)
        proxy.freeze()
        for number in range(5):
            there.publish("send", "everyone", str(number))
        await asyncio.sleep(0.2)

        proxy.mend()

        assert [there.heard.get_nowait() for _ in range(5)] == list("01234")
        assert here.heard.empty()
        assert "miss the other replicas" in caplog.text


class TestPresence:
    async def test_it_is_shared(self, app: FastAPI) -> None:
        here, there = presence(app), presence(app)
        await here.join("lobby", ANNE)
        await there.join("lobby", BOB)
        assert await here.members("lobby") == await there.members("lobby") == {"anne", "bob"}

        await here.leave(["lobby"], ANNE)
        assert await there.members("lobby") == {"bob"}

    async def test_a_replica_that_died_is_forgotten_with_its_members(
        self, app: FastAPI, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.live.redis_presence.LEASE", 0.05)
        here, dead = presence(app), presence(app)
        await dead.join("lobby", ANNE)
        assert await here.members("lobby") == {"anne"}

        await asyncio.sleep(0.06)

        assert await here.members("lobby") == set()
        assert await app.state.redis.keys("test:*") == []

    async def test_one_that_lives_is_not_and_brings_back_what_redis_lost(
        self, app: FastAPI, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.live.redis_presence.REFRESH_EVERY", 0.01)
        here, there = presence(app), presence(app)
        async with running(there.refresh()):
            await there.join("lobby", BOB)
            await app.state.redis.flushdb()

            await asyncio.sleep(0.05)

            assert await here.members("lobby") == {"bob"}

    async def test_without_redis_each_replica_knows_its_own(
        self, redis: Redis, proxy: Proxy
    ) -> None:
        here = RedisPresence(redis, "test")
        proxy.cut()

        await here.join("lobby", ANNE)
        assert await here.members("lobby") == {"anne"}

        await here.leave(["lobby"], ANNE)
        assert await here.members("lobby") == set()

    async def test_nobody_waits_long_for_a_redis_that_hangs(
        self, redis: Redis, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.live.redis_presence.DEADLINE", 0.05)
        here = RedisPresence(redis, "test")
        proxy.freeze()

        async with asyncio.timeout(1):
            await here.join("lobby", ANNE)
            assert await here.members("lobby") == {"anne"}


def presence(app: FastAPI) -> RedisPresence:
    """Return what one replica knows."""
    return RedisPresence(app.state.redis, "test")
