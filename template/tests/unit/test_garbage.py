import gc

from app.garbage import THRESHOLD
from app.garbage import seldom_collected


class TestSeldomCollected:
    def test_while_the_service_serves_garbage_is_collected_seldom_and_afterwards_as_before(
        self,
    ) -> None:
        before = gc.get_threshold()

        with seldom_collected():
            assert gc.get_threshold() == (THRESHOLD, *before[1:])
            assert gc.get_freeze_count() > 0

        assert gc.get_threshold() == before
        assert gc.get_freeze_count() == 0
