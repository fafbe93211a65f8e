from itertools import islice
from random import Random

from app.events.retries import LONGEST
from app.events.retries import delays


class TestDelays:
    def test_the_limit_doubles_until_it_is_the_longest(self) -> None:
        limits = list(islice(delays(jitter=lambda: 1.0), 9))

        assert limits == [0.5, 1, 2, 4, 8, 16, LONGEST, LONGEST, LONGEST]

    def test_anything_up_to_it_is_possible(self) -> None:
        assert list(islice(delays(jitter=lambda: 0.0), 9)) == [0.0] * 9

    def test_no_two_wait_alike(self) -> None:
        ours, theirs = (list(islice(delays(Random(seed).random), 9)) for seed in (1, 2))

        assert set(ours).isdisjoint(theirs)
