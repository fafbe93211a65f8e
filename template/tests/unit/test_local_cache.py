import asyncio

import pytest

from app.local_cache import LocalCache
from tests.fixtures.clock import Clock


@pytest.fixture
def cache(clock: Clock) -> LocalCache:
    return LocalCache(size=2, clock=clock)


class TestLocalCache:
    async def test_nothing_is_found_before_something_is_kept(self, cache: LocalCache) -> None:
        assert await cache.get("a") is None

    async def test_what_is_kept_is_found_until_it_expires(
        self, cache: LocalCache, clock: Clock
    ) -> None:
        await cache.set("a", b"1", ttl=10)

        clock.now = 9.9
        assert await cache.get("a") == b"1"
        clock.now = 10
        assert await cache.get("a") is None

    async def test_a_new_value_replaces_the_old_and_lives_its_own_time(
        self, cache: LocalCache, clock: Clock
    ) -> None:
        await cache.set("a", b"1", ttl=1)
        await cache.set("a", b"2", ttl=10)

        clock.now = 5
        assert await cache.get("a") == b"2"

    async def test_the_value_that_was_used_longest_ago_goes_first(self, cache: LocalCache) -> None:
        await cache.set("a", b"1", ttl=10)
        await cache.set("b", b"2", ttl=10)
        await cache.get("a")
        await cache.set("c", b"3", ttl=10)

        assert [await cache.get(key) for key in "abc"] == [b"1", None, b"3"]

    async def test_of_several_who_pop_a_value_one_gets_it(self, cache: LocalCache) -> None:
        await cache.set("a", b"1", ttl=10)

        popped = await asyncio.gather(*(cache.pop("a") for _ in range(3)))

        assert popped.count(b"1") == 1

    async def test_an_expired_value_cannot_be_popped(
        self, cache: LocalCache, clock: Clock
    ) -> None:
        await cache.set("a", b"1", ttl=10)

        clock.now = 10
        assert await cache.pop("a") is None

    async def test_deleted_values_are_gone_and_the_others_stay(self, cache: LocalCache) -> None:
        await cache.set("a", b"1", ttl=10)
        await cache.set("b", b"2", ttl=10)

        await cache.delete("a", "unknown")

        assert [await cache.get(key) for key in "ab"] == [None, b"2"]


class Source:
    """Loads a value when the test lets it, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.ready = asyncio.Event()

    async def __call__(self) -> bytes:
        self.asked += 1
        value = b"%d" % self.asked
        await self.ready.wait()
        return value


class TestGetOrLoad:
    async def test_what_is_kept_is_not_loaded(self, cache: LocalCache) -> None:
        source = Source()
        source.ready.set()

        values = [await cache.get_or_load("a", source, ttl=10) for _ in range(2)]

        assert (values, source.asked) == ([b"1", b"1"], 1)

    async def test_however_many_ask_at_once_one_loads(self, cache: LocalCache) -> None:
        source = Source()
        asking = [asyncio.create_task(cache.get_or_load("a", source, 10)) for _ in range(100)]
        await asyncio.sleep(0)

        source.ready.set()

        assert set(await asyncio.gather(*asking)) == {b"1"}
        assert source.asked == 1

    async def test_a_load_that_began_before_a_change_is_not_kept(self, cache: LocalCache) -> None:
        source = Source()
        before = asyncio.create_task(cache.get_or_load("a", source, ttl=10))
        await asyncio.sleep(0)

        await cache.delete("a")
        source.ready.set()

        assert await before == b"1"
        assert await cache.get("a") is None

    async def test_nobody_who_asks_after_a_change_gets_what_was_loaded_before(
        self, cache: LocalCache
    ) -> None:
        source = Source()
        before = asyncio.create_task(cache.get_or_load("a", source, ttl=10))
        waiting = asyncio.create_task(cache.get_or_load("a", source, ttl=10))
        await asyncio.sleep(0)

        await cache.delete("a")
        after = asyncio.create_task(cache.get_or_load("a", source, ttl=10))
        await asyncio.sleep(0)
        source.ready.set()

        assert [await asking for asking in (before, waiting, after)] == [b"1", b"2", b"2"]
        assert await cache.get("a") == b"2"

    async def test_a_change_of_something_else_does_not_matter(self, cache: LocalCache) -> None:
        source = Source()
        loading = asyncio.create_task(cache.get_or_load("a", source, ttl=10))
        await asyncio.sleep(0)

        await cache.delete("b")
        source.ready.set()
        await loading

        assert await cache.get("a") == b"1"

    async def test_a_failure_is_told_to_one_and_the_next_one_loads(
        self, cache: LocalCache
    ) -> None:
        failures = [LookupError("not today")]

        async def load() -> bytes:
            await asyncio.sleep(0)
            if failures:
                raise failures.pop()
            return b"1"

        asking = [cache.get_or_load("a", load, ttl=10) for _ in range(10)]
        failure, *values = await asyncio.gather(*asking, return_exceptions=True)

        assert isinstance(failure, LookupError)
        assert values == [b"1"] * 9

    async def test_whoever_leaves_takes_nobody_along(self, cache: LocalCache) -> None:
        source = Source()
        leader, follower, another = (
            asyncio.create_task(cache.get_or_load("a", source, ttl=10)) for _ in range(3)
        )
        await asyncio.sleep(0)

        follower.cancel()
        leader.cancel()
        await asyncio.sleep(0)
        source.ready.set()

        assert await another == b"2"

    async def test_a_source_that_keeps_failing_is_asked_by_everybody_at_last(
        self, cache: LocalCache
    ) -> None:
        """One after the other would be a queue in which the last one waits for ever."""
        asked = 0

        async def fail() -> bytes:
            nonlocal asked
            asked += 1
            await asyncio.sleep(0)
            raise LookupError

        asking = [cache.get_or_load("a", fail, ttl=10) for _ in range(10)]
        answers = await asyncio.gather(*asking, return_exceptions=True)

        assert {type(answer) for answer in answers} == {LookupError}
        assert asked == 10
