"""One row more."""

from contextlib import ExitStack

from benchmarks.bench import Bench
from benchmarks.bench import Contender
from benchmarks.deployment import EVERYTHING
from benchmarks.items import NEW
from benchmarks.rounds import Values
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.users import register
from benchmarks.wrk import Request

JSON = {"Content-Type": "application/json"}


def run(bench: Bench) -> Values:
    """Create items, and nothing else."""
    with ExitStack() as stack:
        deployment = stack.enter_context(bench.deployed(EVERYTHING))
        service = stack.enter_context(deployment.serve())
        user = register(service)
        settings = {**deployment.settings, "OWNER_ID": user.id}
        orm = stack.enter_context(bench.reference("orm", settings))
        plain = Request("/items", "POST", JSON, NEW)
        owned = Request("/api/v1/items", "POST", {**JSON, **user.headers}, NEW)
        return bench.contest(
            {
                "plain ORM, no token": Contender(orm, [plain]),
                "service, token": Contender(service, [owned]),
            }
        )


SCENARIO = Scenario(
    title="Creating an item",
    question="What does a write cost whose transaction is committed before the answer is sent?",
    chapter=Chapter.DATABASE,
    baseline="plain ORM, no token",
    run=run,
    caveat="The database does not wait for its disk, which makes the rest weigh more.",
)
