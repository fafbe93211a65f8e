"""Keeps a message with the process that handles it, where a broker counts the time."""

import asyncio
from asyncio import sleep
from collections.abc import AsyncIterator
from collections.abc import Awaitable
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any

from faststream import StreamMessage

from app.events.delivery import logger


async def itself(message: StreamMessage[Any]) -> StreamMessage[Any]:
    """Give a handler the message and not only its body."""
    return message


@asynccontextmanager
async def renewed(renew: Callable[[], Awaitable[None]], seconds: float) -> AsyncIterator[None]:
    """Tell the broker again and again that a message is still being handled."""

    async def keep_on() -> None:
        while True:
            await sleep(seconds)
            try:
                await renew()
            except Exception as error:
                logger.warning("a message may be delivered twice: %r", error)

    task = asyncio.create_task(keep_on())
    try:
        yield
    finally:
        task.cancel()
