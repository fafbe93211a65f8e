"""What a scenario is, and which there are: every module of `scenarios` that has one."""

import pkgutil
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module

from benchmarks import scenarios
from benchmarks.bench import Bench
from benchmarks.rounds import Values


class Chapter(StrEnum):
    """The parts of the report, in their order."""

    REQUESTS = "Around a request"
    DATABASE = "Down to the database"
    LIMITS = "Caches, limits and passwords"
    SOCKETS = "WebSockets"
    EVENTS = "Events"
    PROCESSES = "Servers and processes"
    LIFE = "Start and memory"
    GROWTH = "The template itself"


@dataclass(frozen=True)
class Scenario:
    """One question about speed, and how it is answered."""

    title: str
    question: str
    chapter: Chapter
    baseline: str
    """The contender that the others are compared with."""

    run: Callable[[Bench], Values]
    quick: bool = True
    """Is it worth its time when there are two minutes for all?"""

    caveat: str = ""
    """What a reader has to know before believing the figures."""


def every_scenario() -> dict[str, Scenario]:
    """Return the scenarios by the name of their module, in the order of the report.

    In each chapter, those that are measured even when there is little time come first.
    """
    return dict(sorted(_discovered(), key=_place))


def _discovered() -> Iterator[tuple[str, Scenario]]:
    for module in pkgutil.iter_modules(scenarios.__path__):
        yield module.name, import_module(f"{scenarios.__name__}.{module.name}").SCENARIO


def _place(found: tuple[str, Scenario]) -> tuple[int, bool, str]:
    name, scenario = found
    return list(Chapter).index(scenario.chapter), not scenario.quick, name
