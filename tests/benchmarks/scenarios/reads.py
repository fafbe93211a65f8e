"""One row by its key, with all that a service does before it shows a row to somebody."""

from contextlib import ExitStack

from benchmarks.bench import Bench
from benchmarks.bench import Contender
from benchmarks.deployment import EVERYTHING
from benchmarks.items import fill
from benchmarks.items import ids
from benchmarks.rounds import Values
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.users import register
from benchmarks.wrk import Request

NUMBERS = range(1, 30_001)
"""More than are asked for before what is cached expires."""


def run(bench: Bench) -> Values:
    """Ask for oneself, and for another item every time."""
    with ExitStack() as stack:
        deployment = stack.enter_context(bench.deployed(EVERYTHING))
        service = stack.enter_context(deployment.serve())
        bare = stack.enter_context(bench.reference("bare"))
        orm = stack.enter_context(bench.reference("orm", deployment.settings))
        driver = stack.enter_context(bench.reference("driver", deployment.settings))
        user = register(service)
        fill(deployment.database, user.id, NUMBERS)
        items = [f"/items/{each}" for each in ids(NUMBERS)]
        plain = [Request(path) for path in items]
        owned = [Request(f"/api/v1{path}", headers=user.headers) for path in items]
        me = Request("/api/v1/users/me", headers=user.headers)
        return bench.contest(
            {
                "bare FastAPI": Contender(bare, [Request("/health")]),
                "an item, raw driver, no token": Contender(driver, plain),
                "an item, plain ORM, no token": Contender(orm, plain),
                "service: users/me, token": Contender(service, [me]),
                "service: items/{id}, token": Contender(service, owned),
                "service: the same item": Contender(service, owned[:1]),
            }
        )


SCENARIO = Scenario(
    title="One row, for whoever may see it",
    question=(
        "What do a token that can be revoked, an owner and one transaction cost, "
        "beside a route that nobody guards?"
    ),
    chapter=Chapter.DATABASE,
    baseline="bare FastAPI",
    run=run,
    caveat=(
        "Items are asked for in such an order that none is found in the cache; the last line "
        "is an item that is. A token is believed only if its session is still in the database."
    ),
)
