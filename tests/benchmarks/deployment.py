"""A service in production: its settings, its databases, its users."""

import re
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import AbstractContextManager
from contextlib import ExitStack
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_urlsafe
from tempfile import TemporaryDirectory

from benchmarks.servers import Command
from benchmarks.servers import Server
from benchmarks.servers import serve
from harness.commands import succeed
from harness.paths import ROOT
from harness.replicas import container_command
from harness.replicas import migrate
from harness.servers import Servers
from harness.service import Service
from harness.workshop import Workshop

EVERYTHING = "database=postgresql auth=jwt redis=true websockets=true"
"""The answers of the service that has every feature."""

APPLICATION = "app.main:create_app"
UNLIMITED = "999999999/second"
DRIVERS = {
    "mongodb": "mongodb",
    "mysql": "mysql+asyncmy",
    "postgresql": "postgresql+asyncpg",
}
BROKERS = {"kafka": "kafka", "nats": "nats", "rabbitmq": "amqp"}
SERVER_SETTING = re.compile(r"\b(UVICORN_\w+)=(\S+)")


@dataclass(frozen=True)
class Deployment:
    """A service whose database is up to date, and what its environment tells it."""

    service: Service
    workshop: Workshop
    settings: Mapping[str, str]
    database: str
    """The address of its database, as other programs write it."""

    def command(
        self,
        *more: str,
        application: str = APPLICATION,
        settings: Mapping[str, str] | None = None,
        processes: int = 1,
    ) -> Command:
        """Start it as its container does, perhaps with settings of a scenario."""
        program, *words = container_command(self.service)
        words[words.index(APPLICATION)] = application
        return Command(
            [self.workshop.tool(program), *words, *more],
            self.service.path,
            {**self.settings, **(settings or {})},
            processes,
        )

    def serve(
        self,
        application: str = APPLICATION,
        settings: Mapping[str, str] | None = None,
        pinned_to: set[int] | None = None,
    ) -> AbstractContextManager[Server]:
        """Serve it in one process."""
        return serve(self.command(application=application, settings=settings), pinned_to)


@contextmanager
def deploy(service: Service, workshop: Workshop, servers: Servers) -> Iterator[Deployment]:
    """Lend a service with databases of its own."""
    answers = service.combination.answers
    scheme = str(answers["database"])
    with ExitStack() as stack:
        files = stack.enter_context(TemporaryDirectory(prefix="files-"))
        settings = production(service, workshop) | {"FILES_DIRECTORY": files}
        database = f"{files}/data.db"
        if scheme in DRIVERS:
            database = stack.enter_context(servers.lease(scheme, 0))
        settings["DATABASE_URL"] = database_url(scheme, database)
        if answers["redis"]:
            settings["REDIS_URL"] = stack.enter_context(servers.lease("redis", 0))
        if broker := BROKERS.get(str(answers["broker"])):
            settings["BROKER_URL"] = stack.enter_context(servers.lease(broker, 0))
        prepare(service, workshop, settings)
        yield Deployment(service, workshop, settings, database)


def database_url(scheme: str, database: str) -> str:
    """Write the address of a database as services do."""
    if scheme in DRIVERS:
        return database.replace(scheme, DRIVERS[scheme], 1)
    return f"sqlite+aiosqlite:///{database}"


def production(service: Service, workshop: Workshop) -> dict[str, str]:
    """Return the settings of a real deployment; limits count, but refuse nobody."""
    dockerfile = (service.path / "Dockerfile").read_text("utf-8")
    return {
        "PATH": workshop.path,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(ROOT / "tests"),
        **dict(SERVER_SETTING.findall(dockerfile)),
        "AUTH_LOGIN_LIMIT_PER_ACCOUNT": UNLIMITED,
        "AUTH_LOGIN_LIMIT_PER_ADDRESS": UNLIMITED,
        "AUTH_REGISTRATION_LIMIT_PER_ADDRESS": UNLIMITED,
        "AUTH_SECRET_KEY": token_urlsafe(48),
        "DRAIN_DELAY": "0",
        "ENVIRONMENT": "production",
        "RATE_LIMIT": UNLIMITED,
    }


def prepare(service: Service, workshop: Workshop, settings: Mapping[str, str]) -> None:
    """Compile as its image does; bring the database up to date, if that needs migrations."""
    succeed([workshop.interpreter, "-m", "compileall", "-q", "app"], directory=service.path)
    if (service.path / "alembic.ini").exists():
        migrate(service, workshop, settings)
