"""What scenarios ask for: services as shipped, references beside them, and rounds of load."""

from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from functools import partial
from pathlib import Path

from benchmarks.deployment import EVERYTHING
from benchmarks.deployment import Deployment
from benchmarks.deployment import deploy
from benchmarks.quantities import MEMORY
from benchmarks.rounds import Sample
from benchmarks.rounds import Values
from benchmarks.rounds import interleave
from benchmarks.servers import Command
from benchmarks.servers import Server
from benchmarks.servers import serve
from benchmarks.wrk import CONNECTIONS
from benchmarks.wrk import Request
from benchmarks.wrk import drive
from harness.combinations import chosen
from harness.rendering import render
from harness.rendering import snapshot
from harness.replicas import container_command
from harness.servers import Servers
from harness.service import Service
from harness.workshop import Workshop
from harness.workshop import open_workshop

REFERENCES = "benchmarks.references"
REFERENCES_ROOT = Path(__file__).parents[1]
"""From where references are imported."""


@dataclass(frozen=True)
class Effort:
    """How much time there is."""

    rounds: int
    seconds: int
    """How long each contender is driven in each round."""

    quick: bool = False


@dataclass(frozen=True)
class Contender:
    """A server, and what it is asked."""

    server: Server
    requests: Sequence[Request]
    connections: int = CONNECTIONS

    def sample(self, seconds: int) -> Sample:
        """Drive it for a while, and look at its memory."""
        load = drive(self.server.address, self.requests, seconds, self.connections)
        return {**load, MEMORY.title: self.server.memory()}


@dataclass
class Bench:
    """A folder in memory, the servers of this run, and the time it has."""

    effort: Effort
    folder: Path
    servers: Servers

    @cached_property
    def template(self) -> Path:
        """The working tree as Copier sees it."""
        return snapshot(self.folder / "template")

    @cached_property
    def workshop(self) -> Workshop:
        """The environment in which services and references run."""
        services = [EVERYTHING, "database=mysql", "broker=nats", "broker=rabbitmq"]
        return open_workshop([self.service(answers) for answers in services])

    def service(self, answers: str) -> Service:
        """Render the service with these answers, once."""
        combination = chosen(answers)
        path = self.folder / "services" / combination.name
        if not path.exists():
            render(self.template, path, combination.answers)
        return Service(combination, path)

    def deployed(self, answers: str) -> AbstractContextManager[Deployment]:
        """Lend the service with databases of its own, which are up to date and empty."""
        return deploy(self.service(answers), self.workshop, self.servers)

    def reference(
        self,
        name: str,
        settings: Mapping[str, str] | None = None,
        pinned_to: set[int] | None = None,
    ) -> AbstractContextManager[Server]:
        """Serve one of the applications in `references`, with the switches of a service."""
        program, _, *switches = container_command(self.service(EVERYTHING))
        switches.remove("--factory")
        application = f"{REFERENCES}.{name}:app"
        words: list[str | Path] = [self.workshop.tool(program), application, *switches]
        return serve(self._command(words, settings), pinned_to)

    def raw_sockets(self) -> AbstractContextManager[Server]:
        """Serve WebSockets without a framework."""
        return serve(self._command([self.workshop.interpreter, "-m", f"{REFERENCES}.broadcast"]))

    def _command(
        self, words: Sequence[str | Path], settings: Mapping[str, str] | None = None
    ) -> Command:
        return Command(words, REFERENCES_ROOT, {"PATH": self.workshop.path, **(settings or {})})

    def contest(self, contenders: Mapping[str, Contender]) -> Values:
        """Drive all contenders in turns, after a second each to get warm."""
        for each in contenders.values():
            each.sample(1)
        turns = {
            name: partial(each.sample, self.effort.seconds) for name, each in contenders.items()
        }
        return interleave(turns, self.effort.rounds)
