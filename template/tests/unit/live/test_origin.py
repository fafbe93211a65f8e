import pytest
from starlette.requests import HTTPConnection

from app.live.origin import is_page_of_ours


def handshake(host: str) -> HTTPConnection:
    return HTTPConnection(
        {
            "type": "websocket",
            "scheme": "ws",
            "path": "/api/v1/live",
            "headers": [(b"host", host.encode())],
        }
    )


class TestPageOfOurs:
    @pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
    def test_it_comes_from_the_address_that_it_connects_to(self, host: str) -> None:
        assert is_page_of_ours(handshake(host), f"http://{host}")
        assert not is_page_of_ours(handshake(host), "http://localhost:1")
        assert not is_page_of_ours(handshake(host), f"https://{host}")

    def test_a_site_whose_name_leads_to_this_machine_stays_another_site(self) -> None:
        assert not is_page_of_ours(handshake("evil.example"), "http://evil.example")
