from datetime import UTC
from datetime import datetime

import pytest

from app.http_client.retry_after import LONGEST
from app.http_client.retry_after import parse_retry_after

NOW = datetime(2026, 7, 1, 12, 0, 0, tzinfo=UTC)


class TestParseRetryAfter:
    @pytest.mark.parametrize(
        ("value", "seconds"),
        [
            pytest.param("0", 0, id="at once"),
            pytest.param("7", 7, id="seconds"),
            pytest.param("Wed, 01 Jul 2026 12:00:07 GMT", 7, id="date"),
            pytest.param("Wed, 01 Jul 2026 12:00:07 -0000", 7, id="date in an unknown zone"),
            pytest.param("Wed, 01 Jul 2026 11:00:00 GMT", 0, id="past"),
        ],
    )
    def test_both_forms_are_understood(self, value: str, seconds: float) -> None:
        assert parse_retry_after(value, NOW) == seconds

    @pytest.mark.parametrize("value", ["3600", "999999999", "Thu, 01 Jan 2099 00:00:00 GMT"])
    def test_nobody_makes_us_wait_for_ever(self, value: str) -> None:
        assert parse_retry_after(value, NOW) == LONGEST

    @pytest.mark.parametrize(
        "value", ["", "-1", "1.5", "soon", "²", "9" * 5_000, "Wed, 01 Jul 99999 12:00:00 GMT"]
    )
    def test_nonsense_is_as_good_as_nothing(self, value: str) -> None:
        assert parse_retry_after(value, NOW) is None
