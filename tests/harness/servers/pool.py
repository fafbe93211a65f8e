"""The servers of one run: started when first needed, stopped at its end."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain
from itertools import count
from itertools import repeat
from pathlib import Path
from threading import Lock
from time import monotonic
from time import sleep

from harness.paths import LOGS
from harness.ports import free_port
from harness.servers.kinds import Kind
from harness.servers.kinds import Launch
from harness.servers.kinds import Site
from harness.servers.kinds import Unavailable
from harness.servers.kinds import account

KEEPER = Path(__file__).with_name("keeper.py")
DEADLINE = 60.0
PAUSE = 0.02

ATTEMPTS = 2
"""Somebody else may take a port while a server is on its way to it."""


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    kind: Kind
    url: str
    title: str
    origin: str
    seconds: float
    keeper: "subprocess.Popen[bytes] | None" = None

    def stop(self) -> None:
        """End the server, if it is ours to end."""
        if self.keeper:
            self.keeper.communicate()


class Servers:
    """Hands out databases on servers; one that suites cannot share is started for each lane."""

    def __init__(self, kinds: dict[str, Kind]) -> None:
        self._kinds = kinds
        self._running: dict[tuple[str, int], Server | Unavailable] = {}
        self._starting = {scheme: Lock() for scheme in kinds}
        self._named = {scheme: Lock() for scheme in kinds}
        self._numbers = count(1)

    @property
    def running(self) -> list[Server]:
        """Every server used so far, without its copies for other lanes."""
        found = [server for server in list(self._running.values()) if isinstance(server, Server)]
        return list({server.kind.scheme: server for server in reversed(found)}.values())[::-1]

    def get(self, scheme: str, lane: int = 0) -> Server:
        """Find or start the server of this kind; fails with `Unavailable`."""
        kind = self._kinds.get(scheme)
        if kind is None:
            raise Unavailable(f"The harness knows no server for {scheme}:// addresses.")
        key = (scheme, 0 if kind.shared or os.environ.get(kind.variable) else lane)
        with self._starting[scheme]:
            if key not in self._running:
                self._running[key] = _find(kind)
        server = self._running[key]
        if isinstance(server, Unavailable):
            raise server
        return server

    @contextmanager
    def lease(self, scheme: str, lane: int) -> Iterator[str]:
        """Lend the address of an empty database."""
        server = self.get(scheme, lane)
        alone = server.keeper is None and not server.kind.shared
        with self._named[scheme] if alone else nullcontext():
            # what a suite adds to the name is dropped with it, so no name may begin another
            name = f"matrix_{os.getpid()}_{next(self._numbers):05}"
            try:
                yield server.kind.create(server.url, name)
            finally:
                server.kind.drop(server.url, name)

    def stop(self) -> None:
        """End every server that was started."""
        for server in self._running.values():
            if isinstance(server, Server):
                server.stop()


def _find(kind: Kind) -> Server | Unavailable:
    """Take the server that is named, installed, on PyPI or in a container, in this order."""
    started = monotonic()
    if url := os.environ.get(kind.variable):
        return Server(kind, url, kind.describe(url), f"named by {kind.variable}", 0.0)
    reasons: list[str] = []
    ways = (kind.installed, kind.packaged, kind.contained)
    for way in chain.from_iterable(repeat(way, ATTEMPTS) for way in ways):
        try:
            if server := _start(kind, way, started):
                return server
        except Exception as error:
            reasons.append(f"{way.__name__}: {error}")
    wanted = f"{kind.title} is missing: {kind.remedy}, or name one with {kind.variable}."
    return Unavailable("\n".join(dict.fromkeys([wanted, *reasons])))


def _start(kind: Kind, way: Callable[[Site], Launch | None], started: float) -> Server | None:
    """Start a server in one way, if that way is open."""
    site = _site(kind)
    launch = None
    try:
        launch = way(site)
    finally:
        if launch is None:
            shutil.rmtree(site.folder, ignore_errors=True)
    if launch is None:
        return None
    keeper = _keep(kind, site, launch)
    try:
        url, title = _answer(kind, site, keeper)
    except Unavailable:
        Server(kind, "", "", "", 0.0, keeper).stop()
        raise
    return Server(kind, url, title, launch.origin, monotonic() - started, keeper)


def _site(kind: Kind) -> Site:
    folder = Path(tempfile.mkdtemp(prefix=f"{kind.scheme}-"))
    user = account(kind.accounts)
    if user:
        shutil.chown(folder, user)
    return Site(folder, free_port(), user)


def _keep(kind: Kind, site: Site, launch: Launch) -> "subprocess.Popen[bytes]":
    words = [site.user, str(launch.stop.value), site.folder, *launch.command]
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / f"{kind.scheme}-{site.port}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-S", KEEPER, *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _answer(kind: Kind, site: Site, keeper: "subprocess.Popen[bytes]") -> tuple[str, str]:
    """Wait until the server says where and who it is."""
    deadline = monotonic() + DEADLINE
    while True:
        try:
            url = kind.address(site)
            return url, kind.describe(url)
        except Exception as error:
            if keeper.poll() is not None or monotonic() > deadline:
                raise Unavailable(f"it does not answer: {error}") from error
        sleep(PAUSE)
