"""Events on their way from the database to their effect."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.deployment import Deployment
from benchmarks.quantities import EVENTS
from benchmarks.rounds import Sample
from benchmarks.rounds import Values
from benchmarks.rounds import interleave
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from harness.commands import succeed

INSIDE = Path(__file__).parents[1] / "inside" / "events.py"
SERVICE = "database=postgresql auth=none redis=false websockets=false broker={broker}"
WAYS = {
    "one_by_one": "published directly, one by one",
    "at_once": "published directly, 500 at once",
    "relay": "from the outbox through the relay",
    "relay_and_consumer": "… and through the consumer",
}
PER_SECOND = 200
"""Events that the slowest way passes on about."""


def run(bench: Bench) -> Values:
    """Pass as many events on in each way, through each of two brokers."""
    count = PER_SECOND * bench.effort.seconds
    with ExitStack() as stack:
        turns: dict[str, Callable[[], Sample]] = {}
        for broker in ("rabbitmq", "nats"):
            deployment = stack.enter_context(bench.deployed(SERVICE.format(broker=broker)))
            for way, title in WAYS.items():
                turns[f"{broker}: {title}"] = partial(passed_on, deployment, way, count)
        return interleave(turns, bench.effort.rounds)


def passed_on(deployment: Deployment, way: str, count: int) -> Sample:
    """Pass events on, and return how many there were in a second."""
    settings = {**deployment.settings, "PYTHONPATH": str(deployment.service.path)}
    command: list[str | Path] = [deployment.workshop.interpreter, INSIDE, way, str(count)]
    printed = succeed(command, directory=deployment.service.path, environment=settings)
    return {EVENTS.title: count / float(printed.splitlines()[-1])}


SCENARIO = Scenario(
    title="Events through the outbox",
    question="What does it cost that no event is lost and none has two effects?",
    chapter=Chapter.EVENTS,
    baseline="rabbitmq: published directly, one by one",
    run=run,
    quick=False,
    caveat=(
        "One process does all of it, as a single worker would, beside the broker and PostgreSQL, "
        "which keeps nothing on disk. An effect is a transaction of its own with two rows."
    ),
)
