"""Servers are ours alone, answer, and never outlive the run."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from harness.expectations import miss
from harness.paths import ROOT
from harness.servers import KINDS
from harness.servers import Servers
from harness.servers import Unavailable
from harness.servers.kinds import Kind
from harness.servers.kinds import Launch
from harness.servers.kinds import Site

PATIENCE = 10
STANDARD_PORTS = {3306, 4222, 5432, 5672, 6379, 9092, 27017}

START_AND_WAIT = """
import signal
from harness.servers import KINDS, Servers
print(Servers(KINDS).get("amqp").url, flush=True)
signal.pause()
"""


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    servers = Servers(KINDS)
    yield servers
    servers.stop()


def get(servers: Servers, scheme: str, lane: int = 0) -> str:
    try:
        return servers.get(scheme, lane).url
    except Unavailable as missing:
        miss(missing)


def is_open(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname or "", parts.port or 0)) == 0


@pytest.mark.parametrize("scheme", KINDS)
class TestEveryKind:
    def test_it_is_started_beside_whatever_runs_here(self, servers: Servers, scheme: str) -> None:
        url = get(servers, scheme)
        assert urlsplit(url).hostname == "127.0.0.1"
        assert urlsplit(url).port not in STANDARD_PORTS

    def test_it_is_gone_after_the_run(self, scheme: str) -> None:
        servers = Servers(KINDS)
        try:
            url = get(servers, scheme)
            assert is_open(url)
        finally:
            servers.stop()
        assert not is_open(url)

    def test_two_suites_get_two_databases(self, servers: Servers, scheme: str) -> None:
        get(servers, scheme)
        with servers.lease(scheme, 0) as one, servers.lease(scheme, 1) as other:
            assert one != other


def test_a_server_ends_even_if_the_run_is_killed(tmp_path: Path) -> None:
    rabbitmq = KINDS["amqp"]
    if not rabbitmq.installed(Site(tmp_path, 1, "")):
        miss(Unavailable(f"{rabbitmq.title} is not installed here: {rabbitmq.remedy}"))
    command = [sys.executable, "-c", START_AND_WAIT]
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    paths = {**os.environ, "PYTHONPATH": str(ROOT / "tests"), "TMPDIR": str(scratch)}
    with subprocess.Popen(command, env=paths, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        url = run.stdout.readline().strip()
        assert is_open(url)
        run.send_signal(signal.SIGKILL)
    assert soon(lambda: not is_open(url))
    assert soon(lambda: list(scratch.iterdir()) == [])


def soon(condition: Callable[[], bool]) -> bool:
    """Does this come true before patience ends?"""
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


class Missing(Kind):
    title = "Nothing"
    scheme = "nothing"
    remedy = "apt-get install nothing"

    def url(self, port: int) -> str:
        return f"nothing://127.0.0.1:{port}"

    def installed(self, site: Site) -> Launch | None:
        return None

    def contained(self, site: Site) -> Launch | None:
        return None

    def describe(self, url: str) -> str:
        return f"Nothing at {url}"

    def create(self, url: str, name: str) -> str:
        return f"{url}/{name}"

    def drop(self, url: str, name: str) -> None:
        pass


class Unlucky(Missing):
    """Ends at once when it is started for the first time."""

    scheme = "unlucky"
    starts = 0

    def installed(self, site: Site) -> Launch | None:
        self.starts += 1
        return Launch("", ["false"] if self.starts == 1 else ["sleep", "60"])

    def describe(self, url: str) -> str:
        if self.starts == 1:
            raise ConnectionRefusedError
        return f"answers at {url}"


class TestFinding:
    def test_a_missing_server_says_how_to_get_it(self) -> None:
        with pytest.raises(
            Unavailable, match="apt-get install nothing, or name one with TEST_NOTHING_URL"
        ):
            Servers({"nothing": Missing()}).get("nothing")

    def test_a_server_that_is_named_is_used_and_left_alone(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TEST_NOTHING_URL", "nothing://db.example:1")
        servers = Servers({"nothing": Missing()})
        server = servers.get("nothing")
        assert (server.url, server.keeper) == ("nothing://db.example:1", None)
        assert server.origin == "named by TEST_NOTHING_URL"

    def test_an_address_that_nobody_knows_is_missing_too(self) -> None:
        with pytest.raises(Unavailable, match="no server for oracle://"):
            Servers(KINDS).get("oracle")

    def test_one_whose_port_was_taken_meanwhile_gets_another(self) -> None:
        servers = Servers({"unlucky": Unlucky()})
        try:
            assert servers.get("unlucky").title.startswith("answers at")
        finally:
            servers.stop()
