"""What only a real server shows, in a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from tests.fixtures.process import free_port

LIMIT = 1000  # bytes of a body
PATIENCE = 60  # seconds; a test that waits longer has failed
START = b"POST /api/v1/items HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@dataclass(frozen=True)
class Server:
    """A process that serves, and nobody reads what it prints until it is stopped."""

    process: subprocess.Popen[bytes]
    address: tuple[str, int]

    def client(self) -> httpx2.Client:
        host, port = self.address
        return httpx2.Client(base_url=f"http://{host}:{port}", timeout=PATIENCE)

    def answer(self, request: bytes) -> bytes:
        """Send bytes, and return the first ones that come back."""
        with socket.create_connection(self.address, timeout=PATIENCE) as connection:
            connection.sendall(request)
            return connection.recv(65_536)

    def stop(self) -> list[dict[str, Any]]:
        """Ask it to stop, and return the lines of its log."""
        self.process.send_signal(signal.SIGTERM)
        output, _ = self.process.communicate(timeout=PATIENCE)
        return [json.loads(line) for line in output.splitlines()]


@pytest.fixture(scope="module")
def server(database_url: str) -> Iterator[Server]:
    settings = {"LOG_FORMAT": "json", "LOG_LEVEL": "DEBUG", "MAX_BODY_BYTES": str(LIMIT)}
    command = [
        *(sys.executable, "-m", "uvicorn", "app.main:create_app", "--factory"),
        *(f"--port={(port := free_port())}", "--no-access-log", "--no-server-header"),
    ]
    with subprocess.Popen(
        command, env={**os.environ, **settings}, stdout=subprocess.PIPE
    ) as process:
        try:
            wait_for(address := ("127.0.0.1", port), process)
            yield Server(process, address)
        finally:
            process.kill()


def wait_for(address: tuple[str, int], process: subprocess.Popen[bytes]) -> None:
    """Wait until the process takes connections."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "it ended at once"
        with suppress(ConnectionRefusedError):
            socket.create_connection(address).close()
            return
        time.sleep(0.05)
    pytest.fail(f"it takes no connections after {PATIENCE} seconds")


class TestBodyLimit:
    def test_a_body_that_says_it_is_too_long_need_not_even_be_sent(self, server: Server) -> None:
        answer = server.answer(START + b"Content-Length: %d\r\n\r\n" % (LIMIT + 1))

        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"application/problem+json" in answer

    def test_one_that_turns_out_to_be_too_long_is_refused(self, server: Server) -> None:
        chunk = b"%x\r\n%s\r\n" % (LIMIT, b" " * LIMIT)

        answer = server.answer(START + b"Transfer-Encoding: chunked\r\n\r\n" + 2 * chunk)

        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"application/problem+json" in answer


class TestBanner:
    def test_nobody_is_told_what_serves(self, server: Server) -> None:
        with server.client() as client:
            for path in ("/health", "/nowhere"):
                headers = client.get(path).headers
                assert {"server", "x-powered-by"}.isdisjoint(headers)


class TestHost:
    @pytest.mark.parametrize("hosts", [b"", b"Host: 127.0.0.1\r\nHost: 127.0.0.1\r\n"])
    def test_a_request_names_one(self, server: Server, hosts: bytes) -> None:
        answer = server.answer(b"GET /info HTTP/1.1\r\n" + hosts + b"\r\n")

        assert answer.startswith(b"HTTP/1.1 400 ")


class TestLog:
    def test_it_is_complete_whoever_reads_it_and_repeats_no_secret(self, server: Server) -> None:
        """The last test of the process, which it stops."""
        paths = ["/" + "x" * 500] * 150  # a pipe holds 64 KiB
        secrets = {"Authorization": "Bearer hunter2", "Cookie": "session=hunter2"}

        with server.client() as client:
            for path in paths:  # they would wait for ever, were the log written at once
                client.get(path)
            client.get("/info?token=hunter2", headers=secrets)
            client.post("/api/v1/items?token=hunter2", json={"name": ["hunter2"]})
        lines = server.stop()

        requests = [line["path"] for line in lines if line["event"] == "request"]
        assert requests[-152:] == [*paths, "/info", "/api/v1/items"]
        assert lines[0]["event"].startswith("Started server process")
        assert lines[-1]["event"].startswith("Finished server process")
        assert "hunter2" not in str(lines)
