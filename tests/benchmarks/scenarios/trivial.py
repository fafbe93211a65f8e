"""A route that has nothing to do: what everything around a request costs."""

from contextlib import ExitStack

from benchmarks.bench import Bench
from benchmarks.bench import Contender
from benchmarks.deployment import EVERYTHING
from benchmarks.rounds import Values
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.wrk import Request

BARE = "bare FastAPI"
CONTROL = "bare FastAPI again"
"""The same server twice: how much they differ is how much the machine is to be believed."""

SMALLEST = "least options"
SERVICE = "every feature"
LEAST = "database=sqlite auth=none redis=false websockets=false"


def run(bench: Bench) -> Values:
    """Ask for the health of each."""
    with ExitStack() as stack:
        everything = stack.enter_context(bench.deployed(EVERYTHING))
        least = stack.enter_context(bench.deployed(LEAST))
        servers = {
            BARE: bench.reference("bare"),
            CONTROL: bench.reference("bare"),
            SMALLEST: least.serve(),
            SERVICE: everything.serve(),
        }
        asked = [Request("/health")]
        return bench.contest(
            {name: Contender(stack.enter_context(each), asked) for name, each in servers.items()}
        )


SCENARIO = Scenario(
    title="A trivial route",
    question="What do request ids, the log, metrics, deadlines and all other guards cost?",
    chapter=Chapter.REQUESTS,
    baseline=BARE,
    run=run,
)
