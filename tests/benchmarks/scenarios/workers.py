"""Everything at once, in one process and in two."""

import random
from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks.bench import Bench
from benchmarks.bench import Contender
from benchmarks.deployment import EVERYTHING
from benchmarks.items import NEW
from benchmarks.items import fill
from benchmarks.items import ids
from benchmarks.rounds import Values
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.servers import serve
from benchmarks.users import User
from benchmarks.users import register
from benchmarks.wrk import Request

NUMBERS = range(1, 10_001)
MIX = {"read": 70, "list": 15, "me": 10, "create": 5}
"""Of a hundred requests."""

LENGTH = 5_000
SEED = 7


def run(bench: Bench) -> Values:
    """Send the same mixture to both."""
    with ExitStack() as stack:
        deployment = stack.enter_context(bench.deployed(EVERYTHING))
        one = stack.enter_context(deployment.serve())
        two = stack.enter_context(serve(deployment.command("--workers=2", processes=2)))
        user = register(one)
        fill(deployment.database, user.id, NUMBERS)
        requests = list(mixture(user))
        return bench.contest(
            {"one worker": Contender(one, requests), "two workers": Contender(two, requests)}
        )


def mixture(user: User) -> Iterator[Request]:
    """Yield requests of all kinds, the same ones every time."""
    chance = random.Random(SEED)
    items = ids(NUMBERS)
    for kind in chance.choices([*MIX], [*MIX.values()], k=LENGTH):
        match kind:
            case "read":
                yield Request(f"/api/v1/items/{chance.choice(items)}", headers=user.headers)
            case "list":
                yield Request("/api/v2/items?limit=20", headers=user.headers)
            case "me":
                yield Request("/api/v1/users/me", headers=user.headers)
            case _:
                headers = {"Content-Type": "application/json", **user.headers}
                yield Request("/api/v1/items", "POST", headers, NEW)


SCENARIO = Scenario(
    title="A mixture of requests, by workers",
    question="How much more do two workers do?",
    chapter=Chapter.PROCESSES,
    baseline="one worker",
    run=run,
    quick=False,
    caveat=(
        "70 % reads of one item, 15 % lists, 10 % users/me, 5 % creations. With two processors "
        "the second worker shares one with PostgreSQL, Redis and the load generator, so that "
        "it cannot do twice as much."
    ),
)
