"""What another service knows, asked or remembered."""

from contextlib import ExitStack

from benchmarks.bench import Bench
from benchmarks.bench import Contender
from benchmarks.rounds import Values
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.scenarios.rate_limit import LOCAL
from benchmarks.scenarios.rate_limit import SHARED
from benchmarks.wrk import Request

ARTICLES = 60_000
"""More than are asked for before what is cached expires."""


def run(bench: Bench) -> Values:
    """Ask for one article again and again, or for another one every time."""
    with ExitStack() as stack:
        stock = stack.enter_context(bench.reference("stock"))
        inventory = {"INVENTORY_URL": f"http://{stock.address}"}
        local, shared = (
            stack.enter_context(
                stack.enter_context(bench.deployed(answers)).serve(settings=inventory)
            )
            for answers in (LOCAL, SHARED)
        )
        others = [Request(f"/api/v1/inventory/LAMP-{number}") for number in range(ARTICLES)]
        return bench.contest(
            {
                "asked every time": Contender(local, others),
                "remembered by the process": Contender(local, others[:1]),
                "remembered in Redis": Contender(shared, others[:1]),
            }
        )


SCENARIO = Scenario(
    title="A cached read",
    question="What does the cache save where the answer comes from another service?",
    chapter=Chapter.LIMITS,
    baseline="asked every time",
    run=run,
    quick=False,
    caveat="The other service is as quick as can be; a real one makes the cache worth more.",
)
