import pytest

from app.request_id import request_id
from app.request_id import trace_id

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class TestRequestId:
    def test_a_harmless_one_is_kept(self) -> None:
        assert request_id("order-4711_a") == "order-4711_a"

    def test_ids_of_our_own_sort_by_their_time(self) -> None:
        first, second = request_id(""), request_id("")

        assert len(first) == len(second) == 32
        assert first < second


class TestTraceId:
    @pytest.mark.parametrize("rest", ["", "-what-a-later-version-says"])
    def test_it_is_part_of_the_header(self, rest: str) -> None:
        assert trace_id(f"00-{TRACE}-00f067aa0ba902b7-01{rest}") == TRACE

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "00",
            f"00-{TRACE}-00f067aa0ba902b7",
            f"ff-{TRACE}-00f067aa0ba902b7-01",
            f"00-{TRACE.upper()}-00f067aa0ba902b7-01",
            f"00-{'0' * 32}-00f067aa0ba902b7-01",
            f"00-{TRACE}-0000000000000000-01",
        ],
    )
    def test_a_malformed_header_names_none(self, header: str) -> None:
        assert trace_id(header) == ""
