"""The same service behind another server."""

from contextlib import ExitStack

from benchmarks.bench import Bench
from benchmarks.bench import Contender
from benchmarks.deployment import EVERYTHING
from benchmarks.rounds import Values
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.servers import Command
from benchmarks.servers import serve
from benchmarks.users import register
from benchmarks.wrk import Request
from harness.environments import environment
from harness.workshop import requirements

SWITCHES = ("--interface=asgi", "--workers=1", "--host=127.0.0.1", "--no-log")


def run(bench: Bench) -> Values:
    """Serve the service with both."""
    with ExitStack() as stack:
        deployment = stack.enter_context(bench.deployed(EVERYTHING))
        needed = requirements([deployment.service])
        program = environment("granian", needed | {"granian>=2.5"}).with_name("granian")
        service = Command(
            [program, *SWITCHES, "--factory", "app.main:create_app"],
            deployment.service.path,
            deployment.settings,
        )
        by_uvicorn = stack.enter_context(deployment.serve())
        by_granian = stack.enter_context(serve(service))
        me = [Request("/api/v1/users/me", headers=register(by_uvicorn).headers)]
        health = [Request("/health")]
        return bench.contest(
            {
                "uvicorn: a trivial route": Contender(by_uvicorn, health),
                "granian: a trivial route": Contender(by_granian, health),
                "uvicorn: users/me": Contender(by_uvicorn, me),
                "granian: users/me": Contender(by_granian, me),
            }
        )


SCENARIO = Scenario(
    title="uvicorn and granian",
    question="Would another server serve it faster?",
    chapter=Chapter.PROCESSES,
    baseline="uvicorn: a trivial route",
    run=run,
    quick=False,
    caveat="granian runs its network in threads of its own, here on the processor of the service.",
)
