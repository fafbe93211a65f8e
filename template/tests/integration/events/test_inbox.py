"""What becomes of an event that arrives, whatever broker brought it."""

import asyncio
import random
from typing import Any

import pytest
from starlette.datastructures import State
from structlog.typing import EventDict

from app.database.connection import Database
from app.errors import ChangedMeanwhile
from app.errors import Unavailable
from app.events.consumer import Delivery
from app.events.dead_letters import DeadLetters
from app.events.inbox import Inbox
from app.events.models import HandledEvent
from app.events.repository import HandledEventRepository
from app.request_id import current_request_id
from tests.fixtures.bells import Listener
from tests.fixtures.bells import Rang
from tests.fixtures.bells import numbers
from tests.fixtures.bells import rang
from tests.fixtures.bells import waiting


class Pauses:
    """Stands in for sleeping: remembers for how long, and may do something meanwhile."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


def inbox(listener: Listener, state: State, pauses: Pauses, attempts: int = 3) -> Inbox:
    """Make an inbox whose pauses are as long as they can be, and take no time."""
    return Inbox(listener.consumer, state, attempts, jitter=lambda: 1.0, sleep=pauses)


async def heard(state: State) -> list[int]:
    return numbers(await waiting(state.database))


async def dead(state: State) -> list[str]:
    return [letter.error for letter in await DeadLetters(state.database).list()]


class TestHandling:
    async def test_an_effect_is_stored(self, state: State, pauses: Pauses) -> None:
        await inbox(Listener(), state, pauses).receive(rang(7))

        assert await heard(state) == [7]

    async def test_an_event_that_comes_again_has_no_second_one(
        self, state: State, pauses: Pauses
    ) -> None:
        listener, event = Listener(), rang(7)

        for _ in range(3):  # by whichever process
            await inbox(listener, state, pauses).receive(event)

        assert (listener.calls, await heard(state)) == (1, [7])

    async def test_each_consumer_has_its_own(self, state: State, pauses: Pauses) -> None:
        one, other = Listener(), Listener()
        other.consumer.name = "other"
        event = rang(7)

        await inbox(one, state, pauses).receive(event)
        await inbox(other, state, pauses).receive(event)

        assert await heard(state) == [7, 7]

    async def test_events_of_different_sources_may_have_the_same_id(
        self, state: State, pauses: Pauses
    ) -> None:
        listener = inbox(Listener(), state, pauses)

        await listener.receive(rang(1, id="1", source="/here"))
        await listener.receive(rang(2, id="1", source="/there"))

        assert await heard(state) == [1, 2]

    async def test_what_does_not_concern_us_is_ignored(self, state: State, pauses: Pauses) -> None:
        listener = Listener()

        await inbox(listener, state, pauses).receive(rang(type="bell.rusted.v1"))

        assert (listener.calls, await dead(state)) == (0, [])

    async def test_one_event_is_handled_after_the_other(
        self, state: State, pauses: Pauses
    ) -> None:
        order: list[str] = []

        async def take_turns(event: Rang, _: Delivery) -> None:
            order.append(f"{event.times} begins")
            await asyncio.sleep(0)
            order.append(f"{event.times} ends")

        listener = Listener()
        listener.consumer.on(Rang)(take_turns)
        several = inbox(listener, state, pauses)
        await asyncio.gather(several.receive(rang(1)), several.receive(rang(2)))

        assert order == ["1 begins", "1 ends", "2 begins", "2 ends"]

    async def test_what_waits_for_the_commit_is_done_after_it(
        self, state: State, pauses: Pauses
    ) -> None:
        seen: list[list[int]] = []

        async def look() -> None:
            seen.append(await heard(state))

        async def listen(event: Rang, delivery: Delivery) -> None:
            delivery.after_commit.append(look)
            await delivery.outbox.add(event, key="heard")

        listener = Listener()
        listener.consumer.on(Rang)(listen)
        await inbox(listener, state, pauses).receive(rang(7))

        assert seen == [[7]]


class TestFailures:
    async def test_an_event_is_tried_again_and_nothing_is_left_of_what_failed(
        self, state: State, pauses: Pauses
    ) -> None:
        listener = Listener(RuntimeError(), RuntimeError())

        await inbox(listener, state, pauses).receive(rang(7))

        assert (listener.calls, await heard(state), await dead(state)) == (3, [7], [])
        assert pauses.slept == [0.5, 1.0]

    async def test_after_some_attempts_it_is_a_dead_letter_and_the_next_one_is_handled(
        self, state: State, pauses: Pauses
    ) -> None:
        listener = Listener(*[RuntimeError("no bell")] * 3)
        several = inbox(listener, state, pauses)

        await several.receive(rang(1))
        await several.receive(rang(2))

        assert await dead(state) == ["RuntimeError: no bell"]
        assert (listener.calls, await heard(state)) == (4, [2])

    async def test_those_that_failed_together_do_not_come_back_together(
        self, state: State, pauses: Pauses
    ) -> None:
        listener = Listener(*[RuntimeError()] * 10)
        jitter = random.Random(1).random
        hasty = Inbox(listener.consumer, state, 11, jitter=jitter, sleep=pauses)

        await hasty.receive(rang(7))

        longest = [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30]
        assert all(0 <= slept <= most for slept, most in zip(pauses.slept, longest, strict=True))
        assert len(set(pauses.slept)) == 10

    async def test_it_is_one_dead_letter_however_often_it_comes(
        self, state: State, pauses: Pauses
    ) -> None:
        listener, event = Listener(*[RuntimeError("no bell")] * 2), rang(7)
        hopeless = inbox(listener, state, pauses, attempts=1)

        await hopeless.receive(event)
        await hopeless.receive(event)

        assert await dead(state) == ["RuntimeError: no bell"]

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"\xff",
            b"[]",
            b'{"specversion": "1.0", "id": "1", "source": "/here"}',
            rang(specversion="0.3"),
            rang(time="yesterday"),
            rang(data={"times": "often"}),
            rang(data=None, data_base64="e30="),
        ],
    )
    async def test_what_is_malformed_will_not_get_better(
        self, state: State, pauses: Pauses, body: bytes
    ) -> None:
        listener = Listener()

        await inbox(listener, state, pauses).receive(body)

        [letter] = await DeadLetters(state.database).list()
        assert letter.body == body
        assert letter.error.startswith("Malformed: ")
        assert (listener.calls, pauses.slept) == (0, [])

    @pytest.mark.parametrize("text", ["\0", "\ud800", "\N{BELL}" * 2000])
    async def test_what_an_error_says_may_be_unprintable(
        self, state: State, pauses: Pauses, text: str
    ) -> None:
        await inbox(Listener(RuntimeError(text)), state, pauses, attempts=1).receive(rang())

        [error] = await dead(state)
        assert error.startswith("RuntimeError: ")

    async def test_an_event_that_is_interrupted_has_no_effect_until_it_comes_again(
        self, state: State, pauses: Pauses
    ) -> None:
        event, begun, listener = rang(7), asyncio.Event(), Listener()

        async def hang(event: Rang, delivery: Delivery) -> None:
            await delivery.outbox.add(event, key="heard")
            begun.set()
            await asyncio.Event().wait()

        listener.consumer.on(Rang)(hang)
        handling = asyncio.create_task(inbox(listener, state, pauses).receive(event))
        await begun.wait()
        handling.cancel()
        await asyncio.wait([handling])
        assert (handling.cancelled(), await heard(state), await dead(state)) == (True, [], [])

        await inbox(Listener(), state, pauses).receive(event)
        assert await heard(state) == [7]


class TestOutage:
    """Nobody knows whether the next event would fare better, so all of them wait."""

    async def test_while_the_database_is_away_nothing_counts(
        self, state: State, pauses: Pauses, unreachable_database: Database
    ) -> None:
        database, listener = state.database, Listener()

        async def come_back(seconds: float) -> None:
            await pauses(seconds)
            if len(pauses.slept) == 3:
                state.database = database

        state.database = unreachable_database
        await Inbox(listener.consumer, state, attempts=1, sleep=come_back).receive(rang(7))

        assert (await heard(state), await dead(state)) == ([7], [])
        assert len(pauses.slept) == 3

    async def test_nor_does_it_while_something_else_is(self, state: State, pauses: Pauses) -> None:
        listener = Listener(*[Unavailable()] * 10)

        await inbox(listener, state, pauses, attempts=1).receive(rang(7))

        assert (listener.calls, await heard(state), await dead(state)) == (11, [7], [])

    async def test_a_dead_letter_waits_as_well(
        self, state: State, pauses: Pauses, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bury = DeadLetters.bury
        failures = [Unavailable(), Unavailable()]

        async def bury_later(letters: DeadLetters, *letter: Any) -> None:
            if failures:
                raise failures.pop()
            await bury(letters, *letter)

        monkeypatch.setattr(DeadLetters, "bury", bury_later)
        await inbox(Listener(), state, pauses).receive(b"")

        assert len(await dead(state)) == 1

    async def test_so_does_what_follows_from_one(self, state: State, pauses: Pauses) -> None:
        listener, failures = Listener(RuntimeError(), RuntimeError()), [Unavailable()]

        @listener.consumer.on_dead
        async def tell(delivery: Delivery) -> None:
            if failures:
                raise failures.pop()
            await delivery.outbox.add(Rang(times=0), key="dead")

        await inbox(listener, state, pauses, attempts=1).receive(rang(7))

        assert (await heard(state), await dead(state)) == ([0], ["RuntimeError: "])

    async def test_an_event_that_somebody_is_handling_may_still_fail_there(
        self, state: State, pauses: Pauses, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add = HandledEventRepository.add
        failures = [ChangedMeanwhile(), ChangedMeanwhile()]

        async def add_later(repository: HandledEventRepository, event: HandledEvent) -> object:
            if failures:
                raise failures.pop()
            return await add(repository, event)

        monkeypatch.setattr(HandledEventRepository, "add", add_later)
        await inbox(Listener(), state, pauses, attempts=1).receive(rang(7))

        assert await heard(state) == [7]


class TestCause:
    async def test_no_event_belongs_to_the_request_of_the_one_before(
        self, state: State, pauses: Pauses, log: list[EventDict]
    ) -> None:
        several = inbox(Listener(), state, pauses)

        await several.receive(rang(1, requestid="order-4711_a"))
        await several.receive(b"")

        handled, buried = log
        assert handled["request_id"] == "order-4711_a"
        assert "request_id" not in buried
        assert current_request_id.get() == ""

    async def test_failures_belong_to_it(
        self, state: State, pauses: Pauses, log: list[EventDict]
    ) -> None:
        listener = Listener(RuntimeError(), Unavailable())

        await inbox(listener, state, pauses).receive(rang(1, requestid="order-4711_a"))

        assert [line["request_id"] for line in log] == ["order-4711_a"] * 3

    @pytest.mark.parametrize("harmful", ["", "a" * 1000, "line\r\nbreak"])
    async def test_an_id_that_could_do_harm_is_replaced(
        self, state: State, pauses: Pauses, log: list[EventDict], harmful: str
    ) -> None:
        await inbox(Listener(), state, pauses).receive(rang(1, requestid=harmful))

        [handled] = log
        assert handled["outcome"] == "handled"
        assert len(handled["request_id"]) == 32

    async def test_events_that_come_of_an_event_belong_to_its_request_too(
        self, state: State, pauses: Pauses
    ) -> None:
        trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        cause = {"requestid": "order-4711_a", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"}

        await inbox(Listener(), state, pauses).receive(rang(1, **cause))

        [message] = await waiting(state.database)
        assert b'"requestid":"order-4711_a"' in message.body
        assert f'"traceparent":"00-{trace}-'.encode() in message.body
