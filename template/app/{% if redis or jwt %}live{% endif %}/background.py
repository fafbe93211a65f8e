"""What runs as long as the service does."""

import asyncio
from collections.abc import AsyncIterator
from collections.abc import Coroutine
from contextlib import asynccontextmanager

import structlog

logger = structlog.get_logger()


@asynccontextmanager
async def running(*jobs: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Run endless jobs beside the body, and end them with it."""
    pending = {asyncio.create_task(watched(job)) for job in jobs}
    try:
        yield
    finally:
        while pending:
            # Once may be too few: `asyncio.wait_for` of Python 3.11 can lose a cancellation.
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=0.1)
        for job in jobs:
            job.close()  # one that was cancelled before it began counts as forgotten otherwise


async def watched(job: Coroutine[object, object, None]) -> None:
    """Tell at once when a job fails, not when somebody asks for its result."""
    try:
        await job
    except Exception:
        logger.exception("what should run as long as the service does has failed")
