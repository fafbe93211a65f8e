from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from app.breaker import BreakerPolicy
from app.breaker import CircuitBreaker
from app.breaker import CircuitOpen
from app.errors import BadAnswer
from app.http_client.client import ServiceClient
from app.http_client.connections import open_client
from app.http_client.errors import ServiceFailed
from app.request_id import current_request_id
from tests.fixtures.other_services import settings_for
from tests.fixtures.upstream import Upstream
from tests.fixtures.upstream import answer


@pytest.fixture
async def elsewhere() -> AsyncIterator[Upstream]:
    """A place where no request must ever arrive."""
    async with Upstream(script=[answer()]).listening() as elsewhere:
        yield elsewhere
        assert elsewhere.hits == 0


class TestRequest:
    @pytest.mark.parametrize("status", [200, 204, 302, 401, 404, 600])
    async def test_a_complete_answer_is_returned_whatever_it_says(
        self, service: ServiceClient, upstream: Upstream, status: int
    ) -> None:
        upstream.behave(answer(status, b"" if status == 204 else b"Hello"))

        response = await service.request("GET", "greeting")

        assert response.status_code == status
        assert response.text == ("" if status == 204 else "Hello")

    async def test_what_is_sent_arrives(self, service: ServiceClient, upstream: Upstream) -> None:
        await service.request(
            "POST", "stock", "LAMP 01", params={"q": "a&b"}, json={}, headers={"X-Kind": "test"}
        )

        [asked] = upstream.asked
        assert (asked.method, asked.target) == ("POST", "/stock/LAMP%2001?q=a%26b")
        assert asked.headers["content-type"] == "application/json"
        assert asked.headers["x-kind"] == "test"

    async def test_paths_begin_where_the_address_says(self, upstream: Upstream) -> None:
        async with open_client("other", settings_for(f"{upstream.url}/inventory")) as service:
            await service.request("GET", "stock")

        assert upstream.asked[0].target == "/inventory/stock"

    async def test_the_request_id_is_passed_on(
        self, service: ServiceClient, upstream: Upstream
    ) -> None:
        token = current_request_id.set("0190163d8694739b")
        await service.request("GET")
        current_request_id.reset(token)
        await service.request("GET")

        first, second = upstream.asked
        assert first.headers["x-request-id"] == "0190163d8694739b"
        assert "x-request-id" not in second.headers


class TestAddress:
    @pytest.mark.parametrize(
        ("segment", "target"),
        [
            ("../admin", "/..%2Fadmin"),
            ("//elsewhere.test", "/%2F%2Felsewhere.test"),
            ("http://elsewhere.test", "/http%3A%2F%2Felsewhere.test"),
            ("%2e%2e", "/%252e%252e"),
            ("?a=b#c", "/%3Fa%3Db%23c"),
            ("a\r\nHost: elsewhere.test", "/a%0D%0AHost%3A%20elsewhere.test"),
        ],
    )
    async def test_no_segment_leads_elsewhere(
        self, service: ServiceClient, upstream: Upstream, segment: str, target: str
    ) -> None:
        await service.request("GET", segment)

        assert upstream.asked[0].target == target

    @pytest.mark.parametrize("segment", ["", ".", ".."])
    async def test_a_segment_that_moves_the_path_is_refused(
        self, service: ServiceClient, upstream: Upstream, segment: str
    ) -> None:
        with pytest.raises(ValueError, match="segment"):
            await service.request("GET", "stock", segment)

        assert upstream.hits == 0

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_a_redirect_takes_no_credentials_anywhere(
        self, service: ServiceClient, upstream: Upstream, elsewhere: Upstream, status: int
    ) -> None:
        upstream.behave(answer(status, Location=f"{elsewhere.url}/"))

        response = await service.request("GET", headers={"Authorization": "Bearer secret"})

        assert (response.status_code, upstream.hits) == (status, 1)
        assert upstream.asked[0].headers["authorization"] == "Bearer secret"

    @pytest.mark.parametrize("location", ["http://169.254.169.254/", "file:///etc/passwd", "/"])
    async def test_a_redirect_is_not_followed_wherever_it_leads(
        self, service: ServiceClient, upstream: Upstream, location: str
    ) -> None:
        upstream.behave(answer(302, b"moved", Location=location), answer())

        assert (await service.request("GET")).text == "moved"
        assert upstream.hits == 1

    async def test_the_environment_has_no_say(
        self,
        upstream: Upstream,
        elsewhere: Upstream,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        netrc = tmp_path / "netrc"
        netrc.write_text("default login alice password hunter2")
        monkeypatch.setenv("NETRC", str(netrc))
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, elsewhere.url)

        async with open_client("other", settings_for(upstream.url)) as service:
            await service.request("GET")

        assert "authorization" not in upstream.asked[0].headers

    async def test_one_answers_cookies_are_not_part_of_the_next_request(
        self, service: ServiceClient, upstream: Upstream
    ) -> None:
        upstream.behave(answer(Set_Cookie="session=alice"))

        await service.request("GET")
        await service.request("GET")

        assert [asked.headers.get("cookie") for asked in upstream.asked] == [None, None]


class TestMetrics:
    async def test_calls_are_counted_by_how_they_end(
        self, service: ServiceClient, upstream: Upstream
    ) -> None:
        before = {outcome: count(outcome) for outcome in ("2xx", "4xx", "unavailable")}

        upstream.behave(answer(), answer(404), answer(500))
        await service.request("GET")
        await service.request("GET")
        with pytest.raises(ServiceFailed):
            await service.request("GET")

        assert {outcome: count(outcome) - before[outcome] for outcome in before} == {
            "2xx": 1,
            "4xx": 1,
            "unavailable": 1,
        }

    async def test_a_refusal_of_the_breaker_and_a_bad_answer_have_names_of_their_own(
        self, service: ServiceClient, upstream: Upstream
    ) -> None:
        refused, bad = count("circuit_open"), count("bad_answer")
        breaker = CircuitBreaker("other", BreakerPolicy(minimum=1))
        service = replace(service, breaker=breaker)

        upstream.behave(answer(Content_Encoding="gzip"), answer(500))
        with pytest.raises(BadAnswer):
            await service.request("GET")
        with pytest.raises(ServiceFailed):
            await service.request("GET")
        with pytest.raises(CircuitOpen):
            await service.request("GET")

        assert (count("circuit_open"), count("bad_answer")) == (refused + 1, bad + 1)

    async def test_the_time_is_measured_whatever_happens(
        self, service: ServiceClient, upstream: Upstream
    ) -> None:
        before = measured()

        upstream.behave(answer(), answer(500))
        await service.request("GET")
        with pytest.raises(ServiceFailed):
            await service.request("GET")

        assert measured() == before + 2


def count(outcome: str) -> float:
    labels = {"service": "other", "outcome": outcome}
    return REGISTRY.get_sample_value("http_client_requests_total", labels) or 0


def measured() -> float:
    name = "http_client_request_duration_seconds_count"
    return REGISTRY.get_sample_value(name, {"service": "other"}) or 0
