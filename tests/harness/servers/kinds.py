"""What every kind of server says about itself."""

import os
import pwd
import shutil
from abc import ABC
from abc import abstractmethod
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from pathlib import Path
from signal import SIGKILL
from signal import SIGTERM
from signal import Signals
from typing import ClassVar

from harness.commands import run


class Unavailable(Exception):
    """A server cannot be had here; the message says how to get it."""


@dataclass(frozen=True)
class Site:
    """Where a server is to run: a folder, a free port on loopback, and who owns them."""

    folder: Path
    port: int
    user: str

    def execute(self, *command: str | Path) -> None:
        """Prepare the folder with a program that runs as the server's account."""
        finished = run(command, directory=self.folder, user=self.user)
        if finished.exit_code:
            raise Unavailable(f"{command[0]} failed:\n{finished.output}")


@dataclass(frozen=True)
class Launch:
    """How a server is started and stopped; nothing it holds needs to survive."""

    origin: str
    command: Sequence[str | Path]
    stop: Signals = SIGKILL


@dataclass(frozen=True)
class Image:
    """The container image that stands in for a missing program."""

    name: str
    port: int
    environment: Mapping[str, str] = field(default_factory=dict)
    arguments: Sequence[str] = ()


class Kind(ABC):
    """One kind of server: where to find it, how to ask who it is, how to make a database on it."""

    title: ClassVar[str]
    scheme: ClassVar[str]
    remedy: ClassVar[str]
    image: ClassVar[Image]
    accounts: ClassVar[Sequence[str]] = ()
    """Who may own it, if it refuses to run as root."""
    shared: ClassVar[bool] = True
    """May two combinations use one server at the same time?"""

    @property
    def variable(self) -> str:
        """The environment variable that names a server to use."""
        return f"TEST_{self.scheme.upper()}_URL"

    @abstractmethod
    def url(self, port: int) -> str:
        """Address a server started on this port."""

    def address(self, site: Site) -> str:
        """Address the server started at this site; fails while it has not said where it is."""
        return self.url(site.port)

    @abstractmethod
    def installed(self, site: Site) -> Launch | None:
        """Launch the program that this machine has."""

    def packaged(self, site: Site) -> Launch | None:
        """Launch a program from PyPI."""
        return None

    def contained(self, site: Site) -> Launch | None:
        """Launch a container."""
        if not has_docker():
            return None
        settings = [f"--env={name}={value}" for name, value in self.image.environment.items()]
        publish = f"--publish=127.0.0.1:{site.port}:{self.image.port}"
        command = ["docker", "run", "--rm", "--init", publish, *settings, self.image.name]
        return Launch(
            f"Docker image {self.image.name}", [*command, *self.image.arguments], SIGTERM
        )

    @abstractmethod
    def describe(self, url: str) -> str:
        """Ask the server for its name and version; fails while it does not answer."""

    @abstractmethod
    def create(self, url: str, name: str) -> str:
        """Make a database of this name and return its address."""

    @abstractmethod
    def drop(self, url: str, name: str) -> None:
        """Remove the database of this name and those that a suite derived from it."""


class Undivided(Kind):
    """A kind that has no databases which suites could not see each other in."""

    shared = False

    def create(self, url: str, name: str) -> str:
        """Lend the server as it is."""
        return url

    def drop(self, url: str, name: str) -> None:
        """Leave what the next suite does not mind."""


def account(candidates: Sequence[str]) -> str:
    """Pick the account that runs a server: ourselves, unless we are root and it minds."""
    if os.geteuid() != 0:
        return ""
    existing = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in candidates if name in existing), "")


def find_program(*names: str, folders: Sequence[str] = ()) -> Path | None:
    """Find an installed program, also where distributions hide it from PATH."""
    for name in names:
        hidden = sorted(path for folder in folders for path in Path("/").glob(f"{folder}/{name}"))
        if found := shutil.which(name) or (hidden and str(hidden[-1])):
            return Path(found)
    return None


@cache
def has_docker() -> bool:
    """Does a Docker engine answer here?"""
    return bool(shutil.which("docker")) and run(["docker", "info"]).exit_code == 0
