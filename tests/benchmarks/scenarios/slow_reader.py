"""A client that stops reading, and what the others notice of it."""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial

from benchmarks.bench import Bench
from benchmarks.crowds import crowd
from benchmarks.crowds import tell
from benchmarks.crowds import told
from benchmarks.deployment import EVERYTHING
from benchmarks.quantities import GROWTH
from benchmarks.quantities import MEDIAN
from benchmarks.quantities import TAIL
from benchmarks.rounds import Sample
from benchmarks.rounds import Values
from benchmarks.rounds import interleave
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.scenarios.sockets import OPEN
from benchmarks.servers import Server
from benchmarks.users import register

SIZE = 20
BYTES = 60_000
RATE = 60.0
SECONDS = 2

ALL_READ = "service, everybody reads"
ONE_STOPS = "service, one has stopped"
ALL_READ_NAIVE = "one after the other, everybody reads"
ONE_STOPS_NAIVE = "one after the other, one has stopped"


def run(bench: Bench) -> Values:
    """Tell everybody something long, again and again, at a steady pace."""
    with ExitStack() as stack:
        deployment = stack.enter_context(bench.deployed(EVERYTHING))
        service = stack.enter_context(deployment.serve(settings=OPEN))
        user = register(service)
        ours = partial(hear, bench, service, tell(user.id, BYTES), user.headers)
        theirs = partial(hear_naive, bench, told(user.id, BYTES))
        ours(slow=0)  # to get warm
        return interleave(
            {
                ALL_READ: partial(ours, slow=0),
                ONE_STOPS: partial(ours, slow=1),
                ALL_READ_NAIVE: partial(theirs, slow=0),
                ONE_STOPS_NAIVE: partial(theirs, slow=1),
            },
            bench.effort.rounds,
        )


def hear_naive(bench: Bench, message: str, slow: int) -> Sample:
    """Do the same with a server that will not be good for anything afterwards."""
    with bench.reference("naive") as server:
        return hear(bench, server, message, {}, slow)


def hear(
    bench: Bench, server: Server, message: str, headers: Mapping[str, str], slow: int
) -> Sample:
    """Notice how long messages take, and what the server holds meanwhile."""
    with crowd(bench.workshop.interpreter, [server], SIZE, headers, slow) as gathered:
        before = server.memory()
        heard = gathered.ask("keep_pace", message=message, seconds=SECONDS, rate=RATE)
        return {
            MEDIAN.title: heard["p50"],
            TAIL.title: heard["p99"],
            GROWTH.title: max(0.0, server.memory() - before),
        }


SCENARIO = Scenario(
    title="A client that does not read",
    question="Do the others wait for it, and does the server keep everything for it?",
    chapter=Chapter.SOCKETS,
    baseline=ALL_READ,
    run=run,
    quick=False,
    caveat=(
        "20 clients hear 60 kilobytes 60 times a second for two seconds. A message that has not "
        "come in the end counts as late as it is then. The service cuts the client off."
    ),
)
