"""What is measured, and in which unit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """Something that a contender has more or less of."""

    title: str
    unit: str
    more_is_better: bool = False
    is_compared: bool = True
    """Does it say something how many times as much one has as another?"""


THROUGHPUT = Quantity("throughput", "requests/s", more_is_better=True)
DELIVERIES = Quantity("deliveries", "deliveries/s", more_is_better=True)
MEDIAN = Quantity("p50", "ms")
TAIL = Quantity("p99", "ms")
MEMORY = Quantity("memory", "MB")
FIRST_ANSWER = Quantity("first answer", "s")
DURATION = Quantity("duration", "s")
PROCESSOR = Quantity("processor time", "s")
PER_COMBINATION = Quantity("for each of them", "s of a processor")
GROWTH = Quantity("memory more", "MB", is_compared=False)
EVENTS = Quantity("events", "events/s", more_is_better=True)
LOGINS = Quantity("sign-ins", "1/s", more_is_better=True)
ONE_ROW = Quantity("users/me", "requests/s", more_is_better=True)
WRITES = Quantity("create", "requests/s", more_is_better=True)
PAGES = Quantity("list", "requests/s", more_is_better=True)

QUANTITIES = {
    each.title: each
    for each in (
        THROUGHPUT,
        DELIVERIES,
        MEDIAN,
        TAIL,
        MEMORY,
        FIRST_ANSWER,
        DURATION,
        PROCESSOR,
        PER_COMBINATION,
        GROWTH,
        EVENTS,
        LOGINS,
        ONE_ROW,
        WRITES,
        PAGES,
    )
}
