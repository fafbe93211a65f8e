"""What is promised about speed, and whether a run kept it."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.quantities import DELIVERIES
from benchmarks.quantities import DURATION
from benchmarks.quantities import FIRST_ANSWER
from benchmarks.quantities import MEDIAN
from benchmarks.quantities import PER_COMBINATION
from benchmarks.quantities import TAIL
from benchmarks.quantities import THROUGHPUT
from benchmarks.quantities import Quantity
from benchmarks.results import Table
from benchmarks.rounds import Spread


@dataclass(frozen=True)
class Goal:
    """A bound for a contender of a scenario, relative to another one."""

    says: str
    scenario: str
    contender: str
    quantity: Quantity
    bound: float
    against: str
    """The contender that is 1; for a bound in the quantity's own unit, nothing."""

    @property
    def sign(self) -> str:
        """Tell which side of the bound is the good one."""
        return "≥" if self.quantity.more_is_better else "≤"

    @property
    def wanted(self) -> str:
        """Write the bound as people do."""
        unit = f"× {self.against}" if self.against else self.quantity.unit
        return f"{self.sign} {self.bound:g} {unit}"

    def measured(self, table: Table) -> Spread | None:
        """Find what it is about, if that was measured; fail if the scenario does not know it."""
        unknown = {self.contender, self.against} - {"", *table.values}
        if table.values and unknown:
            raise LookupError(f"{table.scenario} has no {' and no '.join(unknown)}")
        if self.against:
            return table.ratio(self.contender, self.quantity.title, self.against)
        return table.spread(self.contender, self.quantity.title)


@dataclass(frozen=True)
class Verdict:
    """A goal and what was measured."""

    goal: Goal
    measured: Spread | None

    @property
    def outcome(self) -> str:
        """Met, missed, or not measured."""
        if self.measured is None:
            return "not measured"
        better = self.measured.median >= self.goal.bound
        exact = self.measured.median == self.goal.bound
        return "met" if exact or better == self.goal.quantity.more_is_better else "missed"


def judge(goals: Iterable[Goal], tables: Mapping[str, Table]) -> Iterator[Verdict]:
    """Compare every goal with what was measured."""
    for goal in goals:
        table = tables.get(goal.scenario)
        yield Verdict(goal, goal.measured(table) if table else None)


BARE = "bare FastAPI"

GOALS = (
    Goal("a trivial route, every feature on", "trivial", "every feature", THROUGHPUT, 0.80, BARE),
    Goal("users/me with a token", "reads", "service: users/me, token", THROUGHPUT, 0.15, BARE),
    Goal("items/{id} with a token", "reads", "service: items/{id}, token", THROUGHPUT, 0.12, BARE),
    Goal("creating an item", "create", "service, token", THROUGHPUT, 0.9, "plain ORM, no token"),
    Goal("the first answer after the start", "start", "every feature", FIRST_ANSWER, 1.25, BARE),
    Goal("a page of 1,000,000 items, time", "pages", "of 1,000,000", MEDIAN, 1.3, "of 10,000"),
    Goal(
        "p99 of a trivial route while 8 clients sign in",
        "passwords",
        "service, 8 clients sign in",
        TAIL,
        3.0,
        "service, nobody signs in",
    ),
    Goal(
        "messages to 200 clients",
        "sockets",
        "service, one process",
        DELIVERIES,
        0.7,
        "websockets' broadcast",
    ),
    Goal(
        "messages to 2,000 clients",
        "sockets_many",
        "service, one process",
        DELIVERIES,
        0.7,
        "websockets' broadcast",
    ),
    Goal(
        "p99 of the others when one client stops reading",
        "slow_reader",
        "service, one has stopped",
        TAIL,
        1.1,
        "service, everybody reads",
    ),
    Goal(
        "copying the template",
        "copying",
        "this template: copy",
        DURATION,
        1.5,
        "a template of one file: copy",
    ),
    Goal("a combination in the tests", "matrix", "all combinations", PER_COMBINATION, 1.5, ""),
)
