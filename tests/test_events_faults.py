"""Workers are killed at random moments: no event is lost, has two effects, or jumps ahead."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.aside import Aside
from harness.combinations import chosen
from harness.expectations import miss
from harness.ordeal import Load
from harness.ordeal import Outcome
from harness.ordeal import ordeal
from harness.rendering import render
from harness.rendering import snapshot
from harness.servers import KINDS
from harness.servers import Servers
from harness.servers import Unavailable
from harness.service import Service

SHORT = Load(kills_of_relays=3, kills_of_workers=3, versions=3)
LONG = Load(kills_of_relays=20, kills_of_workers=20, versions=5)
DATABASE = "database=postgresql auth=none websockets=false"
BROKERS = ("rabbitmq", "kafka", "nats", "redis")


def undergo(broker: str, load: Load, folder: Path) -> Outcome | Unavailable:
    """Have a service with this broker go through all that."""
    redis = "redis=true" if broker == "redis" else "redis=false"
    combination = chosen(f"{DATABASE} {redis} broker={broker}")
    template = snapshot(folder / "template")
    service = Service(combination, render(template, folder / broker, combination.answers))
    servers = Servers(KINDS)
    try:
        with ordeal(service, servers) as ours:
            return ours.undergo(load, say)
    except Unavailable as missing:
        return missing
    finally:
        servers.stop()


def say(line: str) -> None:
    """Show how far it is, to whoever runs this alone with `-s`."""
    sys.stderr.write(f"{line}\n")


def prepare(folder: Path) -> Outcome | Unavailable:
    """Do a few kills beside the other tests."""
    return undergo("rabbitmq", SHORT, folder)


def examine(
    outcome: Outcome | Unavailable, load: Load, record: Callable[[str, object], None]
) -> None:
    """Count what is missing, what is there twice and what jumped ahead: nothing."""
    if isinstance(outcome, Unavailable):
        miss(outcome, record)
    record("ordeal", str(outcome))
    record("tally", "ordeals of events: none lost, none doubled, all in order")
    say(str(outcome))
    assert outcome.killed == {"relay": load.kills_of_relays, "worker": load.kills_of_workers}
    assert (outcome.lost, outcome.doubled, outcome.out_of_order) == (0, 0, 0)


@pytest.mark.aside.with_args(prepare)
def test_events_outlive_some_kills(
    aside: Aside, record_property: Callable[[str, object], None]
) -> None:
    examine(aside.result(prepare), SHORT, record_property)


@pytest.mark.nightly
@pytest.mark.parametrize("broker", BROKERS)
def test_20000_events_outlive_40_kills(
    broker: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    assert LONG.events >= 20_000
    examine(undergo(broker, LONG, tmp_path), LONG, record_property)
