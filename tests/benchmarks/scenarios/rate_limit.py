"""A route that counts how often a client asks."""

from contextlib import ExitStack

from benchmarks.bench import Bench
from benchmarks.bench import Contender
from benchmarks.rounds import Values
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.wrk import Request

APPLICATION = "benchmarks.references.limited:create_app"
LOCAL = "database=sqlite auth=none websockets=false redis=false"
SHARED = "database=sqlite auth=none websockets=false redis=true"


def run(bench: Bench) -> Values:
    """Ask for a trivial route, with a limit and without."""
    with ExitStack() as stack:
        local, shared = (
            stack.enter_context(stack.enter_context(bench.deployed(answers)).serve(APPLICATION))
            for answers in (LOCAL, SHARED)
        )
        return bench.contest(
            {
                "no limit": Contender(local, [Request("/unlimited")]),
                "limited by the process": Contender(local, [Request("/limited")]),
                "limited through Redis": Contender(shared, [Request("/limited")]),
            }
        )


SCENARIO = Scenario(
    title="A limited route",
    question="What does it cost to count requests, for one process or for all replicas?",
    chapter=Chapter.LIMITS,
    baseline="no limit",
    run=run,
    quick=False,
    caveat="The limit is so high that nobody is refused.",
)
