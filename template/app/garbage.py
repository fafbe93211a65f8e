"""How often Python looks for garbage that reference counting does not free."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLD = 10_000  # objects; with the usual 700, every few requests would make Python look


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look seldom while the service serves, and never at what it was started with."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(THRESHOLD, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
