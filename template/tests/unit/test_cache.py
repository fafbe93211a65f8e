import pytest
from prometheus_client import REGISTRY

from app.cache import JITTER
from app.cache import CachedReads
from app.local_cache import LocalCache
from app.schemas import Schema
from tests.fixtures.clock import Clock


@pytest.fixture
def cache(clock: Clock) -> LocalCache:
    return LocalCache(clock=clock)


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

    async def test_what_is_kept_together_does_not_expire_together(
        self, cache: LocalCache, clock: Clock
    ) -> None:
        reads, tree = CachedReads(cache, "leaves", Leaf, ttl=100), Tree()
        for number in range(100):
            await reads.get_or_load(number, tree)

        clock.now = 100 * (1 - JITTER / 2)
        for number in range(100):
            await reads.get_or_load(number, tree)

        assert 100 < tree.asked < 200

    async def test_another_release_does_not_read_what_it_would_not_understand(
        self, cache: LocalCache
    ) -> None:
        class NewLeaf(Schema):
            number: int
            colour: str = "green"

        await CachedReads(cache, "leaves", Leaf).get_or_load(1, Tree())

        async def load() -> NewLeaf:
            return NewLeaf(number=7)

        assert await CachedReads(cache, "leaves", NewLeaf).get_or_load(1, load) == await load()

    async def test_hits_and_misses_are_counted_by_kind_and_not_by_owner(
        self, cache: LocalCache
    ) -> None:
        reads, tree = CachedReads(cache, "twigs:alice", Leaf), Tree()

        for _ in range(3):
            await reads.get_or_load(1, tree)

        assert (counted("twigs", "miss"), counted("twigs", "hit")) == (1, 2)


def counted(kind: str, outcome: str) -> float | None:
    return REGISTRY.get_sample_value("cache_reads_total", {"kind": kind, "outcome": outcome})
