"""Who runs where: a server has a processor of its own, all else shares the others."""

import os

ALL = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def of_servers(count: int = 1) -> set[int]:
    """Pick the processors of so many server processes."""
    return set(ALL[:count])


def of_the_rest() -> set[int]:
    """Pick the processors of everything else; with one processor there is nothing to share."""
    return set(ALL[1:] or ALL)


def pin(processors: set[int], pid: int = 0) -> None:
    """Keep a process, and what it starts from now on, on these processors."""
    if processors:
        os.sched_setaffinity(pid, processors)
