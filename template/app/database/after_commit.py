"""What waits for the commit: cache entries to drop, messages to send, sockets to close."""

from collections.abc import Awaitable
from collections.abc import Callable
from typing import Annotated

import structlog
from fastapi import Depends

logger = structlog.get_logger()

Action = Callable[[], Awaitable[None]]


async def get_after_commit() -> list[Action]:
    return []


AfterCommit = Annotated[list[Action], Depends(get_after_commit)]
"""The actions of this request that run once its transaction is committed."""


async def run_after_commit(actions: list[Action]) -> None:
    """Run the actions in order; the change is stored, so no failure here may undo the answer."""
    for action in actions:
        try:
            await action()
        except Exception:
            logger.exception("an action after the commit failed")
