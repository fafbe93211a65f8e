"""What becomes of messages and presence when Redis, or the way to it, fails."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextlib import suppress

import pytest
from fastapi import FastAPI
from redis.asyncio import ConnectionPool
from redis.asyncio import Redis
from structlog.typing import EventDict

from app.errors import Unavailable
from app.live.background import running
from app.live.redis_broadcast import RedisBroadcast
from app.live.redis_link import DEADLINE
from app.live.redis_link import QUIET
from app.live.redis_link import RedisLink
from app.live.redis_presence import LEASE
from app.live.redis_presence import RedisPresence
from app.live.schemas import Member
from tests.fixtures.proxy import Proxy

ANNE = Member(id="anne", connection="1")
BOB = Member(id="bob", connection="2")


class Replica:
    """The parts of a replica that talk to Redis; it notes what it hears."""

    def __init__(self, redis: Redis) -> None:
        self.link = RedisLink(redis)
        self.broadcast = RedisBroadcast(self.link, "test")
        self.presence = RedisPresence(self.link, "test")
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.broadcast.subscribe("send", lambda _, payload: self.heard.put_nowait(payload))

    @asynccontextmanager
    async def up(self) -> AsyncIterator["Replica"]:
        jobs = self.link.forward(), self.broadcast.listen(), self.presence.refresh()
        async with running(*jobs):
            await self.reconnects()
            yield self

    async def reconnects(self) -> None:
        async with asyncio.timeout(10):
            await self.link.connected.wait()

    async def finds_itself_alone(self) -> None:
        with suppress(Unavailable):
            async with asyncio.timeout(10):
                while True:
                    await self.link.ping()
                    await asyncio.sleep(0.01)

    async def sees(self, *members: str) -> None:
        """Wait until these are the members of the lobby."""
        async with asyncio.timeout(10):
            while True:
                if await self.presence.members("lobby") == set(members):
                    return
                await asyncio.sleep(0.01)


@pytest.fixture
async def proxy(app: FastAPI) -> AsyncIterator[Proxy]:
    address = app.state.redis.get_connection_kwargs()
    async with Proxy(address["host"], address["port"]).listening() as proxy:
        yield proxy


@pytest.fixture
async def here(app: FastAPI) -> AsyncIterator[Replica]:
    async with Replica(app.state.redis).up() as replica:
        yield replica


@pytest.fixture
async def there(app: FastAPI, proxy: Proxy) -> AsyncIterator[Replica]:
    """A replica on a line that can fail."""
    address = app.state.redis.get_connection_kwargs() | {"host": "127.0.0.1", "port": proxy.port}
    async with Redis.from_pool(ConnectionPool(**address)) as redis, Replica(redis).up() as replica:
        yield replica


class TestBroadcast:
    async def test_both_hear_a_message_once(self, here: Replica, there: Replica) -> None:
        here.broadcast.publish("send", "everyone", "hello, ünï|code")
        there.broadcast.publish("send", "everyone", "me too")

        for replica in here, there:
            heard = {await replica.heard.get(), await replica.heard.get()}
            assert heard == {"hello, ünï|code", "me too"}
            assert replica.heard.empty()

    async def test_a_newer_replica_may_speak_of_things_unknown_here(
        self, here: Replica, there: Replica
    ) -> None:
        there.broadcast.subscribe("invention", lambda *_: None)
        there.broadcast.publish("invention", "everyone", "what is this?")
        there.broadcast.publish("send", "everyone", "hello")

        assert await here.heard.get() == "hello"

    async def test_a_broken_line_is_replaced(
        self, here: Replica, there: Replica, proxy: Proxy
    ) -> None:
        proxy.cut()
        await there.finds_itself_alone()
        there.broadcast.publish("send", "everyone", "only here")
        assert await there.heard.get() == "only here"

        proxy.mend()
        await there.reconnects()
        there.broadcast.publish("send", "everyone", "everywhere")

        assert await here.heard.get() == "everywhere"

    async def test_a_listener_that_redis_cuts_off_listens_again(
        self, app: FastAPI, here: Replica, there: Replica
    ) -> None:
        """Redis does so when somebody reads more slowly than the others write."""
        assert await app.state.redis.client_kill_filter(_type="pubsub") >= 2

        async with asyncio.timeout(10):
            while there.heard.empty():
                here.broadcast.publish("send", "everyone", "back again")
                await asyncio.sleep(0.01)

    def test_a_dead_line_is_found_out_within_fifteen_seconds(self) -> None:
        assert 2 * QUIET + DEADLINE < 15

    async def test_a_line_that_only_seems_alive_is_found_out(
        self, here: Replica, there: Replica, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.live.redis_link.QUIET", 0.05)
        here.broadcast.publish("send", "everyone", "from now on, be less patient")
        await there.heard.get()

        proxy.freeze()
        await there.finds_itself_alone()

        proxy.mend()
        await there.reconnects()

    async def test_a_line_that_is_only_quiet_stays(
        self, here: Replica, there: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.live.redis_link.QUIET", 0.3)
        here.broadcast.publish("send", "everyone", "from now on, be less patient")
        await there.heard.get()

        await asyncio.sleep(0.7)

        await there.link.ping()

    async def test_what_redis_does_not_take_is_lost_and_said_to_be(
        self,
        here: Replica,
        there: Replica,
        proxy: Proxy,
        log: list[EventDict],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("app.live.redis_link.DEADLINE", 0.05)
        proxy.freeze()

        there.broadcast.publish("send", "everyone", "anybody there?")
        async with asyncio.timeout(10):
            while True:
                if log:
                    break
                await asyncio.sleep(0.01)

        assert (log[0]["event"], log[0]["count"]) == ("commands are lost", 1)

    async def test_what_waits_for_redis_has_a_limit(
        self, here: Replica, there: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.live.redis_link.BACKLOG", 1_000)
        for number in range(500):
            there.broadcast.publish("send", "everyone", f"{number:03}")
        await here.heard.get()
        assert here.heard.qsize() < 20

        there.broadcast.publish("send", "everyone", "there is room again")
        assert there.heard.qsize() == 501
        while await here.heard.get() != "there is room again":
            pass


class TestPresence:
    async def test_it_is_shared(self, here: Replica, there: Replica) -> None:
        here.presence.join("lobby", ANNE)
        there.presence.join("lobby", BOB)
        await here.sees("anne", "bob")
        await there.sees("anne", "bob")

        here.presence.leave(["lobby"], ANNE)
        await there.sees("bob")

    async def test_a_replica_that_died_is_forgotten_with_its_members(
        self, app: FastAPI, here: Replica, there: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        there.presence.join("lobby", BOB)
        await here.sees("bob")
        assert 0 < await app.state.redis.pttl("test:room:lobby") <= LEASE * 1000

        later = time.time() + LEASE
        monkeypatch.setattr("app.live.redis_presence.time.time", lambda: later)

        assert await here.presence.members("lobby") == set()

    async def test_one_that_lives_is_not_and_restores_what_redis_has_lost(
        self, app: FastAPI, here: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.live.redis_presence.REFRESH_EVERY", 0.02)
        async with Replica(app.state.redis).up() as there:
            there.presence.join("lobby", BOB)
            await here.sees("bob")

            await app.state.redis.flushdb()

            await here.sees("bob")

    async def test_without_redis_each_replica_knows_its_own(
        self, here: Replica, there: Replica, proxy: Proxy
    ) -> None:
        here.presence.join("lobby", ANNE)
        there.presence.join("lobby", BOB)
        await there.sees("anne", "bob")

        proxy.cut()
        await there.sees("bob")

        proxy.mend()
        await there.sees("anne", "bob")

    async def test_nobody_waits_long_for_a_redis_that_hangs(
        self, there: Replica, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.live.redis_presence.DEADLINE", 0.05)
        there.presence.join("lobby", BOB)
        proxy.freeze()

        async with asyncio.timeout(1):
            assert await there.presence.members("lobby") == {"bob"}
