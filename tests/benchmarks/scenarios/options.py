"""The same request with and without users, with and without Redis."""

from contextlib import ExitStack

from benchmarks.bench import Bench
from benchmarks.bench import Contender
from benchmarks.deployment import Deployment
from benchmarks.rounds import Values
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.users import register
from benchmarks.wrk import Request

SERVICES = {
    "neither": "auth=none redis=false",
    "Redis": "auth=none redis=true",
    "users": "auth=jwt redis=false",
    "users and Redis": "auth=jwt redis=true",
}


def run(bench: Bench) -> Values:
    """Ask for an empty list."""
    with ExitStack() as stack:
        contenders = {}
        for name, answers in SERVICES.items():
            wanted = f"database=postgresql websockets=false {answers}"
            deployment = stack.enter_context(bench.deployed(wanted))
            contenders[name] = contender(deployment, stack)
        return bench.contest(contenders)


def contender(deployment: Deployment, stack: ExitStack) -> Contender:
    """Ask as somebody, if the service knows users."""
    server = stack.enter_context(deployment.serve())
    has_users = deployment.service.combination.answers["auth"] == "jwt"
    headers = register(server).headers if has_users else {}
    return Contender(server, [Request("/api/v2/items", headers=headers)])


SCENARIO = Scenario(
    title="By users and Redis",
    question="What do tokens cost, and what does sharing the limits of all replicas?",
    chapter=Chapter.REQUESTS,
    baseline="neither",
    run=run,
    quick=False,
    caveat="An empty list of items in PostgreSQL, behind the limit that all of the API has.",
)
