"""nginx with the file that a service ships, on loopback."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from time import sleep

import httpx2

from harness.commands import Finished
from harness.commands import run
from harness.paths import LOGS
from harness.ports import free_port
from harness.servers import Unavailable
from harness.servers.kinds import find_program

FOLDERS = ("usr/sbin", "usr/local/sbin", "opt/homebrew/bin")
SHIPPED_SERVER = re.compile(r"server service:8000 resolve (?P<options>[^;]*);")
STARTED_WITHIN = 10.0
STOPPED_WITHIN = 10.0
PAUSE = 0.02


def examine(folder: Path) -> Finished:
    """Have nginx read the configuration in a folder, as `nginx -t` does."""
    with _adapted(folder, ["127.0.0.1:9"], free_port(), {}) as configuration:
        return run([*_command(configuration), "-t", "-q"])


@contextmanager
def nginx(
    folder: Path, replicas: Sequence[str], changes: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve replicas through the configuration in a folder, and return the address.

    Only what has to differ on loopback differs, and the `changes` that a test asks for.
    """
    port = free_port()
    LOGS.mkdir(parents=True, exist_ok=True)
    with (
        _adapted(folder, replicas, port, changes or {}) as configuration,
        (LOGS / f"nginx-{port}.log").open("ab") as log,
    ):
        command = [*_command(configuration), "-g", "daemon off;"]
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOPPED_WITHIN)


@contextmanager
def client(url: str, address: str, *, timeout: float = 5) -> Iterator[httpx2.Client]:
    """Ask from an address of one's own on loopback, as limits are for each address."""
    transport = httpx2.HTTPTransport(local_address=address)
    with httpx2.Client(base_url=url, transport=transport, timeout=timeout) as client:
        yield client


def log_of(url: str) -> str:
    """Return what the nginx at an address has logged."""
    return (LOGS / f"nginx-{url.rpartition(':')[2]}.log").read_text("utf-8")


@contextmanager
def _adapted(
    source: Path, replicas: Sequence[str], port: int, changes: Mapping[str, str]
) -> Iterator[Path]:
    """Copy a configuration so that it listens on loopback and finds the replicas there."""
    with TemporaryDirectory(prefix="nginx-") as name:
        folder = shutil.copytree(source, Path(name) / "configuration")
        main = folder / "nginx.conf"
        text = main.read_text("utf-8").replace("/tmp/", f"{name}/")
        for old, new in {"listen 8080": f"listen 127.0.0.1:{port}", **changes}.items():
            if text.count(old) != 1:
                raise ValueError(f"{old!r} is not in {source}/nginx.conf exactly once")
            text = text.replace(old, new)
        if os.geteuid() == 0:
            text = f"user root;\n{text}"  # who may enter the folder
        main.write_text(text, "utf-8")
        upstream = folder / "upstream.conf"
        upstream.write_text(_upstream(upstream.read_text("utf-8"), replicas), "utf-8")
        yield main


def _upstream(shipped: str, replicas: Sequence[str]) -> str:
    """Name the replicas one by one: outside containers there is no name server to ask."""
    found = SHIPPED_SERVER.search(shipped)
    if not found:
        raise ValueError("upstream.conf names no `server service:8000 resolve`")
    servers = [f"server {address} {found['options']};" for address in replicas]
    return "\n".join(["upstream service {", "zone service 64k;", *servers, "}", ""])


def _command(configuration: Path) -> list[str]:
    program = find_program("nginx", folders=FOLDERS)
    if program is None:
        raise Unavailable("nginx is missing: apt-get install nginx.")
    return [str(program), "-p", str(configuration.parent), "-c", str(configuration)]


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = monotonic() + STARTED_WITHIN
    while True:
        try:
            httpx2.get(f"http://127.0.0.1:{port}/ready")  # which the proxy answers itself
        except httpx2.TransportError:
            if process.poll() is not None or monotonic() > deadline:
                raise RuntimeError(f"nginx does not start: {log_of(f':{port}')}") from None
            sleep(PAUSE)
        else:
            return
