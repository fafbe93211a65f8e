import asyncio

import pytest

from app.cache import CachedReads
from app.cache import LocalCache
from app.schemas import Schema


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


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


class Leaf(Schema):
    number: int


class Tree:
    """A source that counts how often it is asked."""

    asked = 0

    async def __call__(self) -> Leaf:
        self.asked += 1
        return Leaf(number=self.asked)


class TestCachedReads:
    async def test_a_second_read_does_not_ask_the_source(self, cache: LocalCache) -> None:
        reads, tree = CachedReads(cache, "leaves", Leaf), Tree()

        assert await reads.get_or_load(1, tree) == await reads.get_or_load(1, tree)
        assert tree.asked == 1

    async def test_after_its_time_the_source_is_asked_again(
        self, cache: LocalCache, clock: Clock
    ) -> None:
        reads, tree = CachedReads(cache, "leaves", Leaf, ttl=5), Tree()
        await reads.get_or_load(1, tree)

        clock.now = 5
        assert await reads.get_or_load(1, tree) == Leaf(number=2)

    async def test_what_is_forgotten_is_loaded_anew(self, cache: LocalCache) -> None:
        reads, tree = CachedReads(cache, "leaves", Leaf), Tree()
        await reads.get_or_load(1, tree)

        await reads.forget(1)

        assert await reads.get_or_load(1, tree) == Leaf(number=2)

    async def test_namespaces_do_not_see_one_another(self, cache: LocalCache) -> None:
        tree = Tree()
        await CachedReads(cache, "leaves of alice", Leaf).get_or_load(1, tree)

        bobs = await CachedReads(cache, "leaves of bob", Leaf).get_or_load(1, tree)

        assert bobs == Leaf(number=2)
