import pytest
from starlette.requests import HTTPConnection

from app.client_address import client_address


def at(host: str) -> str:
    return client_address(HTTPConnection({"type": "http", "client": (host, 50_000)}))


class TestClientAddress:
    def test_the_address_is_the_peers(self) -> None:
        assert at("192.0.2.1") == "192.0.2.1"
        assert at("192.0.2.2") != at("192.0.2.1")

    def test_peers_without_an_address_are_one_client(self) -> None:
        assert client_address(HTTPConnection({"type": "http", "client": None})) == "unknown"

    def test_a_name_is_kept(self) -> None:
        assert at("testclient") == "testclient"

    @pytest.mark.parametrize(
        "spelling", ["2001:db8::1", "2001:DB8:0:0:0:0:0:1", "2001:0db8::0001", "2001:db8::1%eth0"]
    )
    def test_every_spelling_of_an_address_is_the_same_client(self, spelling: str) -> None:
        assert at(spelling) == at("2001:db8::1")

    def test_an_ipv4_address_within_ipv6_is_that_address(self) -> None:
        assert at("::ffff:192.0.2.1") == "192.0.2.1"

    def test_all_addresses_of_an_ipv6_network_are_one_client_and_the_next_network_is_not(
        self,
    ) -> None:
        assert at("2001:db8::1") == at("2001:db8::ffff:1234")
        assert at("2001:db8::1") != at("2001:db8:0:1::1")
