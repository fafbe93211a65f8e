"""Workers of a service that are killed again and again while they pass events on."""

import random
import signal
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import ExitStack
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from secrets import token_hex
from time import monotonic
from time import sleep
from uuid import uuid4

from harness.insiders import INSIDE
from harness.insiders import Observer
from harness.insiders import Sight
from harness.insiders import inside
from harness.insiders import say
from harness.ports import free_port
from harness.replicas import Replica
from harness.replicas import migrate
from harness.replicas import wait_until_ready
from harness.servers import Servers
from harness.service import Service
from harness.suite import backends
from harness.workshop import Workshop
from harness.workshop import open_workshop

ITEMS = 100
MOMENT = 0.5
"""Seconds until a kill, at most, so that it comes in the middle of anything."""

Report = Callable[[str], object]


@dataclass(frozen=True)
class Load:
    """So many kills of the process that publishes, so many of another, amid ever more events."""

    kills_of_relays: int
    kills_of_workers: int
    versions: int
    """How often every item is told of between two kills."""

    @property
    def victims(self) -> list[str]:
        """Who is killed, in some order."""
        victims = ["relay"] * self.kills_of_relays + ["worker"] * self.kills_of_workers
        return random.sample(victims, len(victims))

    @property
    def events(self) -> int:
        """How many there are in all."""
        return ITEMS * self.versions * (self.kills_of_relays + self.kills_of_workers + 1)


@dataclass(frozen=True)
class Outcome:
    """What has become of the events."""

    events: int
    killed: Mapping[str, int]
    seen: Sight
    seconds: float

    @property
    def lost(self) -> int:
        """Events without an effect, or that were not even published."""
        return 2 * self.events - self.seen["effects"] - self.seen["heard"] + self.seen["dead"]

    @property
    def doubled(self) -> int:
        """Effects that are there twice."""
        return self.seen["rows"] - self.seen["effects"]

    @property
    def out_of_order(self) -> int:
        """Events that were published before one that they follow."""
        return self.seen["out_of_order"]

    def __str__(self) -> str:
        return (
            f"{self.events:,} events, {self.killed['relay']} kills of the relay and"
            f" {self.killed['worker']} of another worker, {self.seconds:.0f} s:"
            f" {self.lost} lost, {self.doubled} doubled, {self.out_of_order} out of order;"
            f" {self.seen['received'] - self.events} published again"
        )


class Worker(Replica):
    """A process that publishes and handles events, and can be killed."""

    holder = ""

    def __init__(self, service: Service, workshop: Workshop, settings: Mapping[str, str]) -> None:
        super().__init__(service, workshop, settings, free_port())
        own = {"app.main:create_app": "impatient_worker:create_app"}
        self._command = [own.get(word, word) for word in self._command]

    def start(self) -> None:
        """Start the process, which nobody takes for its predecessor."""
        self.holder = str(uuid4())
        self._environment |= {"HOLDER": self.holder, "PYTHONPATH": str(INSIDE)}
        super().start()

    def kill(self) -> None:
        """End as a crash does, and begin again."""
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self.start()


@dataclass
class Ordeal:
    """A service with two workers, somebody who tells of events, and somebody who watches."""

    workers: list[Worker]
    observer: Observer
    tell: Callable[[int], None]
    killed: Counter[str] = field(default_factory=Counter)

    def undergo(self, load: Load, report: Report) -> Outcome:
        """Kill workers while they pass events on, and return what has become of these."""
        began = monotonic()
        for number, victim in enumerate(load.victims, 1):
            self._tell(load.versions)
            sleep(MOMENT * random.random())
            self._kill(victim)
            report(f"{number}: killed a {victim}, {self.observer.seen}")
        self._tell(load.versions)
        self.observer.wait(lambda seen: is_over(seen, load.events))
        seconds = monotonic() - began
        self.observer.wait(self.observer.is_quiet)
        return Outcome(load.events, self.killed, self.observer.seen, seconds)

    def _tell(self, versions: int) -> None:
        """Tell of events, and wait until the first has an effect."""
        rows = self.observer.seen["rows"]
        self.tell(versions)
        self.observer.wait(lambda seen: seen["rows"] > rows)

    def _kill(self, victim: str) -> None:
        """Kill the process that has the lease, or one that has not."""
        self.observer.wait(lambda _: self._is_led())
        ours = [each for each in self.workers if self._leads(each) == (victim == "relay")]
        wait_until_ready(ours[0].url)
        ours[0].kill()
        self.killed[victim] += 1

    def _is_led(self) -> bool:
        return any(map(self._leads, self.workers))

    def _leads(self, worker: Worker) -> bool:
        return worker.holder == str(self.observer.seen["holder"])


def is_over(seen: Sight, events: int) -> bool:
    """Tell whether every event has had its effect and was heard by others."""
    return seen["waiting"] == 0 and seen["effects"] == seen["heard"] == events


@contextmanager
def ordeal(service: Service, servers: Servers) -> Iterator[Ordeal]:
    """Start everything that it takes, on a database and a broker of its own."""
    workshop = open_workshop([service])
    with ExitStack() as stack:
        settings = {
            **stack.enter_context(backends(service, servers, 0)),
            "ENVIRONMENT": "test",
            "EVENTS_NAMESPACE": f"ordeal-{token_hex(4)}",
        }
        migrate(service, workshop, settings)
        observer = stack.enter_context(inside(service, workshop, settings, "observe.py"))
        assert observer.stdout
        workers = [Worker(service, workshop, settings) for _ in range(2)]
        for worker in workers:
            stack.callback(worker.stop)
            worker.start()
        for worker in workers:
            wait_until_ready(worker.url)
        teller = stack.enter_context(inside(service, workshop, settings, "tell.py", f"{ITEMS}"))
        yield Ordeal(workers, Observer(iter(observer.stdout)), lambda number: say(teller, number))
