"""Several processes of one service, served as in production, behind no proxy."""

import os
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


@contextmanager
def replicas(
    service: Service, workshop: Workshop, settings: Mapping[str, str], count: int
) -> Iterator[list[str]]:
    """Serve the service in several processes, and return their addresses."""
    with ExitStack() as stack:
        ports = [free_port() for _ in range(count)]
        for port in ports:
            stack.enter_context(replica(service, workshop, settings, port))
        urls = [f"http://127.0.0.1:{port}" for port in ports]
        for url in urls:
            wait_until_ready(url)
        yield urls


@contextmanager
def replica(
    service: Service, workshop: Workshop, settings: Mapping[str, str], port: int
) -> Iterator[None]:
    """Serve the service in one process, which may take a while to be ready."""
    command: list[str | Path] = [workshop.tool("uvicorn"), "app.main:create_app", "--factory"]
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / f"replica-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            cwd=service.path,
            env={"PATH": workshop.path, "PYTHONDONTWRITEBYTECODE": "1", **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


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
