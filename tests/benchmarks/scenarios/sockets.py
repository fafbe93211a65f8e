"""One message for everybody who is connected."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from dataclasses import field
from functools import partial

from benchmarks import processors
from benchmarks.bench import Bench
from benchmarks.crowds import Crowd
from benchmarks.crowds import crowd
from benchmarks.crowds import tell
from benchmarks.crowds import told
from benchmarks.deployment import EVERYTHING
from benchmarks.quantities import DELIVERIES
from benchmarks.quantities import MEMORY
from benchmarks.quantities import TAIL
from benchmarks.rounds import Sample
from benchmarks.rounds import Values
from benchmarks.rounds import interleave
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.servers import Server
from benchmarks.users import register

SIZE = 200
AHEAD = 4
"""Messages that may be on their way."""

OPEN = {
    "LIVE_CONNECTIONS_PER_USER": "10000",
    "LIVE_MESSAGE_BURST": "1000000",
    "LIVE_MESSAGE_RATE": "1000000",
}
"""What lets one client say as much as the server can tell."""

RAW = "websockets' broadcast"
NAIVE = "FastAPI, one after the other"
ONE = "service, one process"
TWO = "service, two processes"


@dataclass(frozen=True)
class Team:
    """Servers that work together, and a user whose clients are all told the same."""

    servers: Sequence[Server]
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)


def run(bench: Bench, size: int = SIZE) -> Values:
    """Let one client of each team say one thing after the other."""
    with ExitStack() as stack:
        turns: dict[str, Callable[[], Sample]] = {}
        for name, team in teams(bench, stack).items():
            clients = crowd(bench.workshop.interpreter, team.servers, size, team.headers)
            gathered = stack.enter_context(clients)
            turns[name] = partial(hear, gathered, team, bench.effort.seconds)
        return interleave(turns, bench.effort.rounds)


def teams(bench: Bench, stack: ExitStack) -> dict[str, Team]:
    """Start all servers; services of one user each, who have nothing to tell each other."""
    deployment = stack.enter_context(bench.deployed(EVERYTHING))
    alone = stack.enter_context(deployment.serve(settings=OPEN))
    pinned_to = processors.of_servers(2)
    pair = [
        stack.enter_context(deployment.serve(settings=OPEN, pinned_to=pinned_to)) for _ in range(2)
    ]
    alice, bob = register(alone, "alice"), register(alone, "bob")
    return {
        RAW: Team([stack.enter_context(bench.raw_sockets())], told(alice.id)),
        NAIVE: Team([stack.enter_context(bench.reference("naive"))], told(alice.id)),
        ONE: Team([alone], tell(alice.id), alice.headers),
        TWO: Team(pair, tell(bob.id), bob.headers),
    }


def hear(gathered: Crowd, team: Team, seconds: int) -> Sample:
    """Keep everybody busy for a while."""
    heard = gathered.ask("keep_busy", message=team.message, seconds=seconds, ahead=AHEAD)
    return {
        DELIVERIES.title: heard["deliveries"],
        TAIL.title: heard["p99"],
        MEMORY.title: sum(server.memory() for server in team.servers),
    }


SCENARIO = Scenario(
    title="One message for 200 clients",
    question="How many deliveries a second, beside the quickest way to tell everybody?",
    chapter=Chapter.SOCKETS,
    baseline=RAW,
    run=run,
    caveat=(
        "Everybody is signed in as the same user, whom the first of them tells something. Two "
        "processes share what they hear through Redis, and with two processors they also share "
        "one of them with the clients."
    ),
)
