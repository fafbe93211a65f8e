"""What runs as long as the service does."""

import asyncio
from collections.abc import AsyncIterator
from collections.abc import Coroutine
from contextlib import asynccontextmanager


@asynccontextmanager
async def running(*jobs: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Run endless jobs beside the body, and end them with it."""
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
