"""From the outbox to the broker, which these tests stand in for."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from dataclasses import field
from datetime import timedelta
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from structlog.typing import EventDict

from app.database.connection import Database
from app.errors import Conflict
from app.errors import Unavailable
from app.events import relay
from app.events.broker import Broker
from app.events.broker import create_broker
from app.events.cloud_event import CloudEvent
from app.events.relay import Relay
from app.events.repository import LeaseRepository
from app.events.repository import OutboxRepository
from app.events.settings import EventsSettings
from tests.fixtures.bells import numbers
from tests.fixtures.bells import ring
from tests.fixtures.bells import waiting

OVER = timedelta(seconds=-1)
"""A lease that is over at once."""


@dataclass
class Board:
    """Notes what is published, as numbers by key; refuses some, and keeps one relay waiting."""

    taken: list[tuple[str, int]] = field(default_factory=list)
    refused: dict[int, Exception] = field(default_factory=dict)
    waits: Broker | None = None
    waiting: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Queue[int] = field(default_factory=asyncio.Queue)

    async def publish(self, broker: Broker, *, topic: str, key: str, id: str, body: bytes) -> None:
        event = CloudEvent.parse(body)
        assert (topic, key, id) == ("bells", event.subject, event.id)
        number: int = event.data["times"]
        if broker is self.waits:
            self.waiting.set()
            await self.open.wait()
        if error := self.refused.get(number):
            raise error
        self.taken.append((key, number))
        self.news.put_nowait(number)


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Board:
    board = Board()
    monkeypatch.setattr(relay, "publish", board.publish)
    return board


@pytest.fixture(autouse=True)
def no_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "POLL", 0.01)
    monkeypatch.setattr(relay, "delays", lambda: itertools.repeat(0.01))


def a_relay(database: Database, lease: timedelta = relay.LEASE) -> Relay:
    return Relay(database, create_broker(EventsSettings.load()), lease)


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    """Let a relay work; tell it to stop at the end, and wait until it has."""
    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        tasks.create_task(relay.run())
        yield
        relay.stop()


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


class TestForward:
    async def test_the_oldest_are_published_in_order_and_gone(
        self, database: Database, board: Board
    ) -> None:
        await ring(database, 1, 2)
        await ring(database, 3)

        assert await a_relay(database).forward() == 3

        assert board.taken == [("bell", 1), ("bell", 2), ("bell", 3)]
        assert await waiting(database) == []

    async def test_not_all_of_them_at_once(
        self, database: Database, board: Board, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(relay, "BATCH", 2)
        await ring(database, 1, 2, 3)
        ours = a_relay(database)

        assert [await ours.forward() for _ in range(3)] == [2, 1, 0]

    async def test_what_is_refused_holds_up_only_what_has_the_same_key(
        self, database: Database, board: Board
    ) -> None:
        await ring(database, 1, 2, 3, key="ours")
        await ring(database, 4, 5, 6, key="theirs")
        board.refused = {2: TimeoutError()}
        ours = a_relay(database)

        with pytest.raises(Unavailable):
            await ours.forward()
        assert sorted(board.taken) == [("ours", 1), ("theirs", 4), ("theirs", 5), ("theirs", 6)]
        assert numbers(await waiting(database)) == [2, 3]

        board.refused.clear()
        await ours.forward()
        assert board.taken[-2:] == [("ours", 2), ("ours", 3)]

    async def test_what_is_published_and_not_removed_is_published_again(
        self, database: Database, board: Board, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def die(_: OutboxRepository, messages: object) -> None:
            raise Unavailable

        await ring(database, 1)
        ours = a_relay(database)
        with monkeypatch.context() as death:
            death.setattr(OutboxRepository, "remove", die)
            with pytest.raises(Unavailable):
                await ours.forward()

        await ours.forward()

        assert board.taken == [("bell", 1), ("bell", 1)]
        assert await waiting(database) == []

    async def test_it_is_measured(self, database: Database, board: Board) -> None:
        published = value("events_published_total", topic="bells")
        failures = value("events_publish_failures_total")
        await ring(database, 1, 2)
        board.refused = {2: TimeoutError()}

        with pytest.raises(Unavailable):
            await a_relay(database).forward()

        assert value("events_published_total", topic="bells") == published + 1
        assert value("events_publish_failures_total") == failures + 1
        assert value("events_outbox_oldest_seconds") > 0


class TestLease:
    async def test_of_several_relays_one_works(self, database: Database, board: Board) -> None:
        ours, theirs = a_relay(database), a_relay(database)
        await ring(database, 1)
        await ours.forward()
        await ring(database, 2)

        assert await theirs.forward() == 0
        assert value("events_outbox_oldest_seconds") == 0
        assert await ours.forward() == 1

    async def test_another_takes_over_when_it_is_over(
        self, database: Database, board: Board
    ) -> None:
        ours, theirs = a_relay(database, OVER), a_relay(database)
        await ring(database, 1)
        await ours.forward()
        await ring(database, 2)

        assert await theirs.forward() == 1
        await ring(database, 3)
        assert await ours.forward() == 0

    async def test_another_takes_over_at_once_from_one_that_was_told_to_stop(
        self, database: Database, board: Board
    ) -> None:
        await ring(database, 1)
        async with running(a_relay(database)):
            await board.news.get()
        await ring(database, 2)

        assert await a_relay(database).forward() == 1

    @pytest.mark.parametrize(("lease", "times"), [(timedelta(hours=1), 1), (OVER, 3)])
    async def test_it_is_prolonged_before_it_is_over(
        self,
        database: Database,
        board: Board,
        monkeypatch: pytest.MonkeyPatch,
        lease: timedelta,
        times: int,
    ) -> None:
        take = LeaseRepository.take
        taken: list[bool] = []

        async def count(
            leases: LeaseRepository, name: str, holder: UUID, duration: timedelta
        ) -> bool:
            taken.append(await take(leases, name, holder, duration))
            return taken[-1]

        monkeypatch.setattr(LeaseRepository, "take", count)
        ours = a_relay(database, lease)
        for _ in range(3):
            await ours.forward()

        assert taken == [True] * times

    async def test_of_two_that_are_the_first_one_waits(
        self, database: Database, board: Board, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def lose(*_: object) -> bool:
            raise Conflict

        monkeypatch.setattr(LeaseRepository, "take", lose)
        await ring(database, 1)

        assert await a_relay(database).forward() == 0
        assert numbers(await waiting(database)) == [1]

    async def test_one_that_stood_still_repeats_at_most_and_removes_nothing_new(
        self, database: Database, board: Board
    ) -> None:
        ours, theirs = a_relay(database, OVER), a_relay(database)
        board.waits = ours.broker
        await ring(database, 1, 2)
        standing_still = asyncio.create_task(ours.forward())
        await board.waiting.wait()
        await theirs.forward()
        await ring(database, 3, 4)
        board.open.set()
        await standing_still

        assert numbers(await waiting(database)) == [3, 4]
        await theirs.forward()
        firsts = dict.fromkeys(number for _, number in board.taken)
        assert list(firsts) == [1, 2, 3, 4]


class TestRun:
    async def test_it_publishes_until_it_is_told_to_stop(
        self, database: Database, board: Board
    ) -> None:
        async with running(a_relay(database)):
            for number in (1, 2):
                await ring(database, number)
                assert await board.news.get() == number
        await ring(database, 3)

        assert [number for _, number in board.taken] == [1, 2]

    async def test_what_is_being_published_is_done_first(
        self, database: Database, board: Board
    ) -> None:
        await ring(database, 1, 2)
        ours = a_relay(database)
        board.waits = ours.broker
        async with running(ours):
            await board.waiting.wait()
            ours.stop()
            board.open.set()

        assert await waiting(database) == []

    @pytest.mark.parametrize("error", [TimeoutError(), LookupError("a bug")])
    async def test_it_goes_on_whatever_fails(
        self, database: Database, board: Board, log: list[EventDict], error: Exception
    ) -> None:
        board.refused = {1: error}
        await ring(database, 1, key="ours")
        async with running(a_relay(database)):
            await ring(database, 2, key="theirs")
            assert await board.news.get() == 2
            board.refused.clear()
            assert await board.news.get() == 1

        assert log[0]["reason"] == repr(error)
        assert ("exception" in log[0]) == isinstance(error, LookupError)

    async def test_it_waits_for_the_database(
        self, database: Database, board: Board, unreachable_database: Database
    ) -> None:
        await ring(database, 1)
        ours = a_relay(unreachable_database)
        async with running(ours):
            await asyncio.sleep(0.05)
            ours.database = database
            assert await board.news.get() == 1

    async def test_it_ends_without_the_database(self, unreachable_database: Database) -> None:
        async with running(a_relay(unreachable_database)):
            await asyncio.sleep(0.05)


class TestPing:
    async def test_it_fails_when_nobody_has_looked_for_long(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ours = a_relay(database)
        await ours.ping()

        monkeypatch.setattr(relay, "STUCK", -1.0)

        with pytest.raises(Unavailable):
            await ours.ping()
