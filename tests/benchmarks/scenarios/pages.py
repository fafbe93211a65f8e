"""A page of a list, however long the list is."""

from benchmarks.bench import Bench
from benchmarks.bench import Contender
from benchmarks.deployment import EVERYTHING
from benchmarks.items import cursor
from benchmarks.items import fill
from benchmarks.rounds import Values
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.users import register
from benchmarks.wrk import Request

SIZES = (1, 10_000, 1_000_000)


def run(bench: Bench) -> Values:
    """Ask for a page from the middle of lists that belong to different people."""
    with bench.deployed(EVERYTHING) as deployment, deployment.serve() as service:
        contenders = {}
        first = 1
        for size in SIZES:
            owner = register(service, f"owner-of-{size}")
            numbers = range(first, first + size)
            fill(deployment.database, owner.id, numbers)
            path = (
                f"/api/v2/items?cursor={cursor(numbers[size // 2])}"
                if size > 1
                else "/api/v2/items"
            )
            contenders[f"of {size:,}"] = Contender(service, [Request(path, headers=owner.headers)])
            first += size
        return bench.contest(contenders)


SCENARIO = Scenario(
    title="A page of twenty, by cursor",
    question="Does a page from the middle cost more when the list is longer?",
    chapter=Chapter.DATABASE,
    baseline="of 10,000",
    run=run,
    quick=False,
)
