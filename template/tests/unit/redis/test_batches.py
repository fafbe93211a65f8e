import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from app.redis.batches import Batches
from app.redis.batches import Call


class Server:
    """Answers with what it is asked, raises what it is given, and notes each batch."""

    def __init__(self) -> None:
        self.batches: list[list[Any]] = []
        self.up = asyncio.Event()
        self.up.set()
        self.failure: Exception | None = None

    async def answer(self, calls: Sequence[Call]) -> list[Any]:
        asked = [call.arguments[0] for call in calls]
        self.batches.append(asked)
        await self.up.wait()
        if self.failure is not None:
            raise self.failure
        return asked


@pytest.fixture
async def server() -> Server:
    return Server()


@pytest.fixture
def batches(server: Server) -> Batches:
    return Batches(server.answer)


class TestBatches:
    async def test_calls_of_one_moment_are_answered_together(
        self, server: Server, batches: Batches
    ) -> None:
        assert await asyncio.gather(*map(batches.call, "abc")) == ["a", "b", "c"]
        assert server.batches == [["a", "b", "c"]]

    async def test_a_later_call_does_not_wait_for_an_earlier_one(
        self, server: Server, batches: Batches
    ) -> None:
        server.up.clear()
        first = asyncio.create_task(batches.call("a"))
        await settled()

        second = asyncio.create_task(batches.call("b"))
        await settled()

        assert server.batches == [["a"], ["b"]]
        server.up.set()
        assert [await first, await second] == ["a", "b"]

    async def test_a_refusal_is_for_the_one_that_is_refused(self, batches: Batches) -> None:
        refusal = ValueError()

        answers = await asyncio.gather(
            *map(batches.call, ("a", refusal, "c")), return_exceptions=True
        )

        assert answers == ["a", refusal, "c"]

    async def test_what_fails_as_a_whole_fails_for_all(
        self, server: Server, batches: Batches
    ) -> None:
        server.failure = OSError()

        answers = await asyncio.gather(*map(batches.call, "ab"), return_exceptions=True)

        assert answers == [server.failure] * 2

    async def test_a_caller_that_goes_away_takes_nothing_from_the_others(
        self, server: Server, batches: Batches
    ) -> None:
        server.up.clear()
        leaving, staying = (asyncio.create_task(batches.call(name)) for name in "ab")
        await settled()

        leaving.cancel()
        await settled()
        server.up.set()

        assert await staying == "b"
        assert leaving.cancelled()

    @pytest.mark.parametrize("begun", [False, True])
    async def test_it_is_finished_when_what_was_asked_is_answered(
        self, server: Server, batches: Batches, *, begun: bool
    ) -> None:
        server.up.clear()
        asking = asyncio.create_task(batches.call("a"))
        await (settled() if begun else asyncio.sleep(0))
        asking.cancel()

        finishing = asyncio.create_task(batches.finish())
        await settled()
        assert not finishing.done()

        server.up.set()
        await finishing
        assert server.batches == [["a"]]


async def settled() -> None:
    """Let everything happen that need not wait."""
    for _ in range(5):
        await asyncio.sleep(0)
