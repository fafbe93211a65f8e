"""The same requests on each database."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from benchmarks.bench import Bench
from benchmarks.bench import Contender
from benchmarks.items import NEW
from benchmarks.quantities import MEMORY
from benchmarks.quantities import ONE_ROW
from benchmarks.quantities import PAGES
from benchmarks.quantities import THROUGHPUT
from benchmarks.quantities import WRITES
from benchmarks.rounds import Sample
from benchmarks.rounds import Values
from benchmarks.rounds import interleave
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.servers import Server
from benchmarks.users import User
from benchmarks.users import register
from benchmarks.wrk import Request

SERVICES = {
    name: f"database={name} auth=jwt redis=false websockets=false"
    for name in ("postgresql", "mysql", "sqlite")
}


def run(bench: Bench) -> Values:
    """Ask for oneself, create, and list."""
    with ExitStack() as stack:
        turns: dict[str, Callable[[], Sample]] = {}
        for name, answers in SERVICES.items():
            server = stack.enter_context(stack.enter_context(bench.deployed(answers)).serve())
            turns[name] = partial(ask, server, register(server), bench.effort.seconds // 2 or 1)
        return interleave(turns, bench.effort.rounds)


def ask(server: Server, user: User, seconds: int) -> Sample:
    """Do each for a while."""
    json = {"Content-Type": "application/json", **user.headers}
    requests = {
        ONE_ROW: Request("/api/v1/users/me", headers=user.headers),
        WRITES: Request("/api/v1/items", "POST", json, NEW),
        PAGES: Request("/api/v2/items?limit=20", headers=user.headers),
    }
    samples = {
        quantity.title: Contender(server, [request]).sample(seconds)[THROUGHPUT.title]
        for quantity, request in requests.items()
    }
    return {**samples, MEMORY.title: server.memory()}


SCENARIO = Scenario(
    title="By database",
    question="How do the databases compare, each as the service uses it?",
    chapter=Chapter.DATABASE,
    baseline="postgresql",
    run=run,
    quick=False,
    caveat=(
        "PostgreSQL and MariaDB share a processor with the load generator and keep nothing on "
        "disk; SQLite works on the processor of the service, in memory. MongoDB is left out: its "
        "stand-in for tests says nothing about its speed."
    ),
)
