"""Light work after the response, in this process.

It delays nobody, and it is lost when the process ends before it does; nobody tries again. So it is
for what may be lost: a count, a touch, a sweep that will come again. What has to happen is part of
the request and its transaction, and what takes long or must survive a restart is for a queue.

The request's database session is closed by then: such work opens a unit of work of its own.
"""

from collections.abc import Awaitable
from collections.abc import Callable
from typing import ParamSpec

import structlog

logger = structlog.get_logger()

P = ParamSpec("P")


async def attempt(work: Callable[P, Awaitable[None]], *args: P.args, **kwargs: P.kwargs) -> None:
    """Do the work, or log why it failed: the answer is out, and stays as it is."""
    try:
        await work(*args, **kwargs)
    except Exception:
        logger.exception("work in the background failed")
