"""How long the client waits, how often it asks, and when it stops asking."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from app.breaker import BreakerPolicy
from app.breaker import CircuitBreaker
from app.breaker import CircuitOpen
from app.breaker import State
from app.errors import BadAnswer
from app.errors import DomainError
from app.http_client.client import ServiceClient
from app.http_client.connections import open_client
from app.http_client.errors import ServiceFailed
from app.http_client.errors import ServiceUnavailable
from tests.fixtures.clock import Clock
from tests.fixtures.other_services import HURRY
from tests.fixtures.other_services import settings_for
from tests.fixtures.upstream import Behaviour
from tests.fixtures.upstream import Upstream
from tests.fixtures.upstream import answer
from tests.fixtures.upstream import dribble
from tests.fixtures.upstream import flood
from tests.fixtures.upstream import hang
from tests.fixtures.upstream import hang_up
from tests.fixtures.upstream import reset

HEAD = b"HTTP/1.1 200 OK\r\n"
ENDLESS = HEAD + b"Content-Length: 1000000000000\r\n\r\n"
OUTAGES = {
    "429": answer(429),
    "502": answer(502),
    "503": answer(503),
    "504": answer(504),
    "hang up": hang_up,
    "reset": reset,
}
KEY = {"Idempotency-Key": "0190163d8694739b"}


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail if what happens here takes longer, on a busy machine by two seconds."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds + 2


class TestRetries:
    @pytest.mark.parametrize("failure", OUTAGES.values(), ids=OUTAGES)
    async def test_what_may_pass_is_tried_again(
        self, service: ServiceClient, upstream: Upstream, failure: Behaviour
    ) -> None:
        upstream.behave(failure, failure, answer())

        assert (await service.request("GET")).status_code == 200
        assert upstream.hits == 3

    async def test_what_took_too_long_is_tried_again(self, upstream: Upstream) -> None:
        upstream.behave(hang, answer())

        settings = settings_for(upstream.url, attempts=5, read_timeout=0.5)
        async with open_client("other", settings) as service:
            assert (await service.request("GET")).status_code == 200

        assert upstream.hits >= 2

    @pytest.mark.parametrize("status", [500, 501, 505])
    async def test_what_will_fail_again_is_not(
        self, service: ServiceClient, upstream: Upstream, status: int
    ) -> None:
        upstream.behave(answer(status))

        with pytest.raises(ServiceFailed):
            await service.request("GET")

        assert upstream.hits == 1

    @pytest.mark.parametrize("failure", OUTAGES.values(), ids=OUTAGES)
    async def test_what_could_happen_twice_is_asked_once(
        self, service: ServiceClient, upstream: Upstream, failure: Behaviour
    ) -> None:
        upstream.behave(failure)

        with pytest.raises(ServiceUnavailable):
            await service.request("POST", json={})

        assert upstream.hits == 1

    async def test_what_has_a_key_happens_once_however_often_it_is_asked(
        self, service: ServiceClient, upstream: Upstream
    ) -> None:
        upstream.behave(answer(503), answer(201))

        assert (await service.request("POST", json={}, headers=KEY)).status_code == 201
        keys = [asked.headers["idempotency-key"] for asked in upstream.asked]
        assert keys == [KEY["Idempotency-Key"]] * 2

    async def test_a_service_that_says_when_is_not_asked_before(
        self, service: ServiceClient, upstream: Upstream
    ) -> None:
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)

        upstream.behave(answer(503, Retry_After="2"), answer())
        await replace(service, retries=replace(service.retries, sleep=sleep)).request("GET")

        assert len(slept) == 1
        assert 2 <= slept[0] <= 2.1

    async def test_a_service_that_wants_more_time_than_we_have_is_not_waited_for(
        self, service: ServiceClient, upstream: Upstream
    ) -> None:
        upstream.behave(answer(503, Retry_After="30"))

        with within(0), pytest.raises(ServiceUnavailable) as caught:
            await service.request("GET")

        assert (caught.value.retry_after, upstream.hits) == (30, 1)


class TestDeadline:
    async def test_it_covers_all_attempts(self, upstream: Upstream) -> None:
        upstream.behave(hang)
        settings = settings_for(upstream.url, attempts=5, read_timeout=0.5, deadline=0.8)

        async with open_client("other", settings) as service:
            with within(0.8), pytest.raises(ServiceFailed):
                await service.request("GET")

        assert 1 <= upstream.hits <= 2

    @pytest.mark.parametrize(
        "behaviour",
        [
            pytest.param(dribble(b""), id="status line"),
            pytest.param(dribble(HEAD + b"X-Kind: "), id="header"),
            pytest.param(dribble(ENDLESS), id="body"),
            pytest.param(flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000), id="continue"),
        ],
    )
    async def test_no_sign_of_life_extends_it(
        self, upstream: Upstream, behaviour: Behaviour
    ) -> None:
        upstream.behave(behaviour)

        async with open_client("other", settings_for(upstream.url, **HURRY)) as service:
            with within(HURRY["deadline"]), pytest.raises(ServiceFailed):
                await service.request("GET")

    async def test_a_caller_may_have_less_time_and_that_is_not_the_services_fault(
        self, service: ServiceClient, upstream: Upstream
    ) -> None:
        upstream.behave(hang)

        for _ in range(10):
            with within(0.01), pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01):
                    await service.request("GET")

        assert service.breaker.state is State.CLOSED


class TestSize:
    async def test_an_answer_may_be_as_large_as_the_limit(self, upstream: Upstream) -> None:
        settings = settings_for(upstream.url, max_answer_bytes=10)

        async with open_client("other", settings) as service:
            upstream.behave(answer(body=b"1" * 10))
            assert (await service.request("GET")).content == b"1" * 10

            upstream.behave(answer(body=b"1" * 11))
            with pytest.raises(BadAnswer):
                await service.request("GET")

    @pytest.mark.parametrize(
        ("behaviour", "error"),
        [
            pytest.param(flood(ENDLESS), BadAnswer, id="announced body"),
            pytest.param(flood(HEAD + b"\r\n"), BadAnswer, id="unannounced body"),
            pytest.param(
                flood(HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffff\r\n"),
                BadAnswer,
                id="chunk",
            ),
            pytest.param(flood(HEAD + b"X-Kind: "), ServiceFailed, id="header"),
        ],
    )
    async def test_an_endless_answer_ends(
        self, upstream: Upstream, behaviour: Behaviour, error: type[DomainError]
    ) -> None:
        upstream.behave(behaviour)

        async with open_client("other", settings_for(upstream.url)) as service:
            with within(0), pytest.raises(error):
                await service.request("GET")

    async def test_a_compressed_answer_is_refused_as_it_could_be_of_any_size(
        self, service: ServiceClient, upstream: Upstream
    ) -> None:
        upstream.behave(answer(Content_Encoding="gzip"))

        with pytest.raises(BadAnswer):
            await service.request("GET")

        assert upstream.asked[0].headers["accept-encoding"] == "identity"


class TestConnections:
    async def test_nobody_waits_long_for_a_free_one_and_that_is_not_the_services_fault(
        self, upstream: Upstream
    ) -> None:
        upstream.behave(hang)
        settings = settings_for(upstream.url, connections=1, connect_timeout=0.5, read_timeout=1)

        async with open_client("other", settings) as service:
            calls = (service.request("GET") for _ in range(10))
            with within(1):
                outcomes = await asyncio.gather(*calls, return_exceptions=True)

            failures = [outcome for outcome in outcomes if isinstance(outcome, ServiceFailed)]
            assert len(failures) == 1
            assert all(isinstance(outcome, ServiceUnavailable) for outcome in outcomes)
            assert service.breaker.state is State.CLOSED

    @pytest.mark.parametrize(
        "behaviour",
        [
            pytest.param(hang, id="hang"),
            pytest.param(dribble(ENDLESS), id="dribble"),
            pytest.param(flood(ENDLESS), id="flood"),
            pytest.param(reset, id="reset"),
        ],
    )
    async def test_calls_that_end_badly_leave_none_occupied(
        self, upstream: Upstream, behaviour: Behaviour
    ) -> None:
        upstream.behave(behaviour)
        settings = settings_for(upstream.url, connections=2, read_timeout=0.4, deadline=0.6)

        async with open_client("other", settings) as service:
            calls = (service.request("GET") for _ in range(4))
            outcomes = await asyncio.gather(*calls, return_exceptions=True)
            assert all(isinstance(outcome, DomainError) for outcome in outcomes)
            upstream.behave(answer())
            assert (await service.request("GET")).status_code == 200

    async def test_a_name_that_is_not_found_is_an_outage(self) -> None:
        settings = settings_for("http://inventory.invalid", **HURRY)

        async with open_client("other", settings) as service:
            with within(HURRY["deadline"]), pytest.raises(ServiceFailed):
                await service.request("GET")

    def test_a_name_is_looked_up_for_every_new_connection(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked_up = []
        resolve = socket.getaddrinfo

        def getaddrinfo(host: bytes, *args: Any, **options: Any) -> list[Any]:
            looked_up.append(host)
            if len(looked_up) == 1:
                raise socket.gaierror
            return resolve("127.0.0.1", *args, **options)

        async def ask(upstream: Upstream) -> None:
            address = f"http://moving.test:{upstream.port}"
            async with open_client("other", settings_for(address)) as service:
                with pytest.raises(ServiceFailed):
                    await service.request("GET")
                for _ in range(2):
                    assert (await service.request("GET")).status_code == 200

        async def main() -> None:
            async with Upstream(script=[answer(Connection="close")]).listening() as upstream:
                await ask(upstream)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        asyncio.run(main())
        assert looked_up == [b"moving.test"] * 3


class TestCircuitBreaker:
    @pytest.mark.parametrize(
        "behaviour",
        [
            pytest.param(answer(500), id="500"),
            pytest.param(answer(503), id="503"),
            pytest.param(hang, id="hang"),
            pytest.param(reset, id="reset"),
        ],
    )
    async def test_after_some_failures_the_service_is_left_alone(
        self, upstream: Upstream, behaviour: Behaviour
    ) -> None:
        upstream.behave(behaviour)

        async with open_client("other", settings_for(upstream.url, read_timeout=0.1)) as service:
            await fail(service, BreakerPolicy().minimum)
            hits = upstream.hits
            seconds = [await refused(service) for _ in range(10)]

        assert upstream.hits == hits
        assert min(seconds) < 0.005

    @pytest.mark.parametrize("status", [404, 429])
    async def test_a_service_that_works_is_not(self, upstream: Upstream, status: int) -> None:
        upstream.behave(answer(status))

        async with open_client("other", settings_for(upstream.url)) as service:
            for _ in range(2 * BreakerPolicy().window):
                with suppress(ServiceUnavailable):
                    await service.request("GET")

        assert upstream.hits == 2 * BreakerPolicy().window

    async def test_another_service_is_asked_all_the_same(
        self, service: ServiceClient, upstream: Upstream
    ) -> None:
        async with (
            Upstream(script=[reset]).listening() as dead,
            open_client("dead", settings_for(dead.url)) as its_client,
        ):
            await fail(its_client, BreakerPolicy().minimum)
            await refused(its_client)

            assert (await service.request("GET")).status_code == 200

    async def test_later_a_few_calls_try_whether_it_works_again(
        self, service: ServiceClient, upstream: Upstream
    ) -> None:
        clock = Clock()
        service = replace(service, breaker=CircuitBreaker("other", clock=clock))
        upstream.behave(answer(500))
        await fail(service, BreakerPolicy().minimum)

        clock.now += BreakerPolicy().open_for
        upstream.behave(answer())
        calls = (service.request("GET") for _ in range(100))
        await asyncio.gather(*calls, return_exceptions=True)

        assert upstream.hits == BreakerPolicy().trials
        assert (await service.request("GET")).status_code == 200


async def fail(service: ServiceClient, times: int) -> None:
    """Call a service in vain."""
    for _ in range(times):
        with pytest.raises(ServiceFailed):
            await service.request("GET")


async def refused(service: ServiceClient) -> float:
    """Return the seconds it takes to hear that a service is left alone."""
    began = time.perf_counter()
    with pytest.raises(CircuitOpen):
        await service.request("GET")
    return time.perf_counter() - began
