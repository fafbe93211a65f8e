"""People who sign in while others want an answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from urllib.parse import urlencode

from benchmarks import processors
from benchmarks.bench import Bench
from benchmarks.bench import Contender
from benchmarks.deployment import EVERYTHING
from benchmarks.quantities import LOGINS
from benchmarks.quantities import THROUGHPUT
from benchmarks.rounds import Sample
from benchmarks.rounds import Values
from benchmarks.rounds import interleave
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.servers import Server
from benchmarks.users import register
from benchmarks.wrk import Request

CLIENTS = 8
IDLE = "service, nobody signs in"
BUSY = "service, 8 clients sign in"
IDLE_NAIVE = "hash in the loop, nobody signs in"
BUSY_NAIVE = "hash in the loop, 8 clients sign in"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def run(bench: Bench) -> Values:
    """Ask for a trivial route, alone and beside people who sign in."""
    with ExitStack() as stack:
        deployment = stack.enter_context(bench.deployed(EVERYTHING))
        everywhere = set(processors.ALL)
        service = stack.enter_context(deployment.serve(pinned_to=everywhere))
        naive = stack.enter_context(bench.reference("hashing", pinned_to=everywhere))
        user = register(service)
        login = Request("/api/v1/auth/login", "POST", FORM, urlencode(user.form))
        seconds = bench.effort.seconds
        turns: dict[str, Callable[[], Sample]] = {
            IDLE: partial(idle, service, seconds),
            BUSY: partial(busy, service, login, seconds),
            IDLE_NAIVE: partial(idle, naive, seconds),
            BUSY_NAIVE: partial(busy, naive, login, seconds),
        }
        return interleave(turns, bench.effort.rounds)


def idle(server: Server, seconds: int) -> Sample:
    """Ask for the trivial route alone."""
    return Contender(server, [Request("/health")]).sample(seconds)


def busy(server: Server, login: Request, seconds: int) -> Sample:
    """Ask for it while others sign in."""
    with ThreadPoolExecutor() as threads:
        logins = threads.submit(Contender(server, [login], CLIENTS).sample, seconds)
        asked = idle(server, seconds)
    return {**asked, LOGINS.title: logins.result()[THROUGHPUT.title]}


SCENARIO = Scenario(
    title="A trivial route while people sign in",
    question="Does hashing passwords keep others waiting?",
    chapter=Chapter.LIMITS,
    baseline=IDLE,
    run=run,
    caveat=(
        "Here the servers may use all processors, as hashing has threads of its own; with two "
        "processors they share them with the load generator. Argon2id at OWASP's minimum."
    ),
)
