"""How a real process ends."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from httpx2 import Response
from httpx2 import TransportError

from tests.fixtures.process import Running
from tests.fixtures.process import process

SLOW = "tests.fixtures.slow:create_app"
DELAY = 1.0  # seconds
GRACE = 20  # seconds


@dataclass(frozen=True)
class Farewell:
    """What a balancer sees after SIGTERM, and what becomes of a request that is running then."""

    answers: list[tuple[Response, Response]]
    """What /ready and /health said, until the port refused."""
    refused: float
    """Seconds after the signal when it did."""
    unhurried: bytes
    """What a connection hears that asked for something only then."""
    slow: str
    exit_code: int
    seconds: float
    log: str


@pytest.fixture(scope="module")
async def farewell(database_url: str) -> Farewell:
    """Serve, open a connection, begin a request that outlasts the delay, and send SIGTERM."""
    async with (
        process(SLOW, DRAIN_DELAY=f"{DELAY}") as running,
        running.client.stream("GET", "/slow", params={"seconds": 2 * DELAY}) as slow,
    ):
        url = running.client.base_url
        reader, writer = await asyncio.open_connection(url.host, url.port)
        words = slow.aiter_text()
        begun = await anext(words)
        terminated = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        answers = [answer async for answer in asked_until_refused(running)]
        refused = time.monotonic() - terminated
        writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        unhurried = await reader.read()
        writer.close()
        rest = "".join([word async for word in words])
        code = await running.exit_code()
        seconds = time.monotonic() - terminated
        log = running.log.read_text()
        return Farewell(answers, refused, unhurried, begun + rest, code, seconds, log)


async def asked_until_refused(running: Running) -> AsyncIterator[tuple[Response, Response]]:
    while True:
        try:
            ready, health = await running.client.get("/ready"), await running.client.get("/health")
        except TransportError:
            return
        yield ready, health
        await asyncio.sleep(0.02)


class TestSigterm:
    async def test_readiness_fails_for_at_least_the_delay(self, farewell: Farewell) -> None:
        assert farewell.refused >= DELAY
        assert farewell.answers[-1][0].json() == {"status": "draining", "checks": {}}

    async def test_everything_else_is_served_until_then(self, farewell: Farewell) -> None:
        assert {health.status_code for _, health in farewell.answers} == {200}

    async def test_a_connection_that_was_open_is_served_even_when_the_port_refuses_others(
        self, farewell: Farewell
    ) -> None:
        assert farewell.unhurried.startswith(b"HTTP/1.1 200 OK\r\n")

    async def test_clients_are_asked_to_open_their_next_connection_elsewhere(
        self, farewell: Farewell
    ) -> None:
        assert farewell.answers[-1][1].headers["Connection"] == "close"

    async def test_a_request_that_is_running_finishes(self, farewell: Farewell) -> None:
        assert farewell.slow == "begun, done"

    async def test_the_process_ends_as_one_that_did_what_it_should(
        self, farewell: Farewell
    ) -> None:
        assert farewell.exit_code == 0
        assert 2 * DELAY < farewell.seconds < 2 * DELAY + GRACE
        assert "Traceback" not in farewell.log


class TestSecondSigterm:
    async def test_it_ends_the_process_whatever_runs(self, database_url: str) -> None:
        async with (
            process(SLOW, DRAIN_DELAY="60") as running,
            running.client.stream("GET", "/slow", params={"seconds": 60}) as slow,
        ):
            assert await anext(slow.aiter_text()) == "begun"
            running.process.send_signal(signal.SIGTERM)
            await asyncio.sleep(1.1)

            running.process.send_signal(signal.SIGTERM)

            async with asyncio.timeout(10):
                assert await running.exit_code() == 128 + signal.SIGTERM
            assert "Traceback" not in running.log.read_text()
