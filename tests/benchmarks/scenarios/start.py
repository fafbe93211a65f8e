"""From the start of a process to its first answer, and what it holds then."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from contextlib import ExitStack
from functools import partial

from benchmarks.bench import Bench
from benchmarks.deployment import EVERYTHING
from benchmarks.quantities import FIRST_ANSWER
from benchmarks.quantities import MEMORY
from benchmarks.rounds import Sample
from benchmarks.rounds import Values
from benchmarks.rounds import interleave
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.scenarios.trivial import BARE
from benchmarks.scenarios.trivial import LEAST
from benchmarks.scenarios.trivial import SERVICE
from benchmarks.scenarios.trivial import SMALLEST
from benchmarks.servers import Server

Start = Callable[[], AbstractContextManager[Server]]


def run(bench: Bench) -> Values:
    """Start the least that there is, and all that there is."""
    return starts(bench, {SMALLEST: LEAST, SERVICE: EVERYTHING})


def starts(bench: Bench, services: dict[str, str]) -> Values:
    """Start services with these answers, beside the least that FastAPI can do."""
    with ExitStack() as stack:
        turns: dict[str, Callable[[], Sample]] = {
            BARE: partial(start, partial(bench.reference, "bare"))
        }
        for name, answers in services.items():
            deployment = stack.enter_context(bench.deployed(answers))
            turns[name] = partial(start, deployment.serve)
        for turn in turns.values():
            turn()
        return interleave(turns, bench.effort.rounds)


def start(serve: Start) -> Sample:
    """Start one, look at it, and stop it."""
    with serve() as server:
        return {FIRST_ANSWER.title: server.first_answer, MEMORY.title: server.memory()}


SCENARIO = Scenario(
    title="The first answer",
    question="How long does a new replica take, and how much memory?",
    chapter=Chapter.LIFE,
    baseline=BARE,
    run=run,
    caveat="Everything was compiled before, as it is in the image. Databases are up and migrated.",
)
