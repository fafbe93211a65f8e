"""Several processes of one service, served as in production, behind no proxy."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import ExitStack
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from time import sleep

import httpx2

from harness.commands import succeed
from harness.paths import LOGS
from harness.ports import free_port
from harness.service import Service
from harness.workshop import Workshop

STARTED_WITHIN = 30.0
STOPPED_WITHIN = 15.0
PAUSE = 0.05


def migrate(service: Service, workshop: Workshop, settings: Mapping[str, str]) -> None:
    """Bring the service's database up to date."""
    command: list[str | Path] = [workshop.tool("alembic"), "upgrade", "head"]
    succeed(command, directory=service.path, environment={"PATH": workshop.path, **settings})


class Replica:
    """One process of a service, started as its container starts it, at an address of its own."""

    def __init__(
        self, service: Service, workshop: Workshop, settings: Mapping[str, str], port: int
    ) -> None:
        self.address = f"127.0.0.1:{port}"
        self._log = LOGS / f"replica-{port}.log"
        self._folder = service.path
        program, *words = container_command(service)
        self._command = [str(workshop.tool(program)), *words, f"--port={port}"]
        self._environment = {"PATH": workshop.path, "PYTHONDONTWRITEBYTECODE": "1", **settings}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://{self.address}"

    def start(self) -> None:
        """Start the process, without waiting for it."""
        LOGS.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self) -> None:
        """Ask it to stop, and wait until it has; one that does not is killed, and that fails."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


@contextmanager
def replica(
    service: Service, workshop: Workshop, settings: Mapping[str, str], port: int
) -> Iterator[Replica]:
    """Serve the service in one process, which may take a while to be ready."""
    started = Replica(service, workshop, settings, port)
    started.start()
    try:
        yield started
    finally:
        started.stop()


@contextmanager
def running_replicas(
    service: Service, workshop: Workshop, settings: Mapping[str, str], count: int
) -> Iterator[list[Replica]]:
    """Serve the service in several processes that are ready."""
    with ExitStack() as stack:
        ports = [free_port() for _ in range(count)]
        started = [
            stack.enter_context(replica(service, workshop, settings, port)) for port in ports
        ]
        for each in started:
            wait_until_ready(each.url)
        yield started


@contextmanager
def replicas(
    service: Service, workshop: Workshop, settings: Mapping[str, str], count: int
) -> Iterator[list[str]]:
    """Serve the service in several processes, and return their addresses."""
    with running_replicas(service, workshop, settings, count) as started:
        yield [each.url for each in started]


def container_command(service: Service) -> list[str]:
    """Read the command of the service's image, without the address it listens on."""
    dockerfile = (service.path / "Dockerfile").read_text("utf-8").replace("\\\n", "")
    *_, command = re.findall(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE)
    words: list[str] = json.loads(command)
    return [word for word in words if not word.startswith("--host=")]


def wait_until_ready(url: str) -> None:
    """Wait until a replica has all it needs."""
    deadline = monotonic() + STARTED_WITHIN
    while not _is_ready(url):
        if monotonic() > deadline:
            raise TimeoutError(f"{url} is not ready after {STARTED_WITHIN:.0f} seconds.")
        sleep(PAUSE)


def _is_ready(url: str) -> bool:
    try:
        return bool(httpx2.get(f"{url}/ready").json()["status"] == "ready")
    except httpx2.TransportError:
        return False
