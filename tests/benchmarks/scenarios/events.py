"""Events on their way from the database to their effect."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextlib import ExitStack
from functools import partial

from benchmarks.bench import Bench
from benchmarks.deployment import Deployment
from benchmarks.quantities import EVENTS
from benchmarks.rounds import Sample
from benchmarks.rounds import Values
from benchmarks.rounds import interleave
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from harness.insiders import Script
from harness.insiders import inside
from harness.insiders import say

SERVICE = "database=postgresql auth=none redis=false websockets=false broker={broker}"
WAYS = {
    "one_by_one": "published directly, one by one",
    "at_once": "published directly, 500 at once",
    "relay": "from the outbox through the relay",
    "relay_and_consumer": "… and through the consumer",
}
PER_SECOND = 200
"""Events that the slowest way passes on about."""

NUMBER = re.compile(rb"[\d.e-]+\n")
"""The seconds, among lines of the log."""


def run(bench: Bench) -> Values:
    """Pass as many events on in each way, through each of two brokers."""
    count = PER_SECOND * bench.effort.seconds
    with ExitStack() as stack:
        turns: dict[str, Callable[[], Sample]] = {}
        for broker in ("rabbitmq", "nats"):
            deployment = stack.enter_context(bench.deployed(SERVICE.format(broker=broker)))
            script = stack.enter_context(passing_on(deployment))
            for way, title in WAYS.items():
                turns[f"{broker}: {title}"] = partial(passed_on, script, way, count)
        return interleave(turns, bench.effort.rounds)


def passing_on(deployment: Deployment) -> AbstractContextManager[Script]:
    """Start what passes events on when it is told how."""
    service = deployment.service
    settings = {**deployment.settings, "PYTHONPATH": str(service.path)}
    return inside(service, deployment.workshop, settings, "pass_on.py")


def passed_on(script: Script, way: str, count: int) -> Sample:
    """Pass events on, and return how many there were in a second."""
    say(script, way, count)
    assert script.stdout
    for line in script.stdout:
        if NUMBER.fullmatch(line):
            return {EVENTS.title: count / float(line)}
    raise RuntimeError("nobody passes events on any more; see pass_on.py.log")


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
