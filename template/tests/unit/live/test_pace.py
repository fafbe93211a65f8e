from app.live.pace import Pace
from tests.fixtures.clock import Clock


class TestPace:
    def test_a_burst_is_welcome_and_the_next_message_comes_too_early(self) -> None:
        pace = Pace(rate=1, burst=3, clock=Clock())

        assert [pace.spend() for _ in range(4)] == [2, 1, 0, -1]

    def test_time_brings_back_what_was_spent(self) -> None:
        clock = Clock()
        pace = Pace(rate=2, burst=3, clock=clock)
        for _ in range(3):
            pace.spend()

        clock.now += 1

        assert pace.spend() == 1

    def test_silence_saves_up_no_more_than_a_burst(self) -> None:
        clock = Clock()
        pace = Pace(rate=2, burst=3, clock=clock)

        clock.now += 1_000

        assert pace.spend() == 2
