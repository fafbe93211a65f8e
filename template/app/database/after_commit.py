"""What waits for the commit: cache entries to drop, messages to send, sockets to close."""

from collections.abc import Awaitable
from collections.abc import Callable
from typing import Annotated

import structlog
from fastapi import Depends
from starlette.requests import HTTPConnection

logger = structlog.get_logger()

Action = Callable[[], Awaitable[None]]


def after_commit_of(connection: HTTPConnection) -> list[Action]:
    """Return the actions of this request that run once its transaction is committed."""
    actions: list[Action] = connection.scope.setdefault("state", {}).setdefault("after_commit", [])
    return actions


async def get_after_commit(connection: HTTPConnection) -> list[Action]:
    return after_commit_of(connection)


AfterCommit = Annotated[list[Action], Depends(get_after_commit)]
"""The same for an endpoint, or for a dependency that is not asked for at every request."""


async def run_after_commit(actions: list[Action]) -> None:
    """Run the actions in order; the change is stored, so no failure here may undo the answer."""
    for action in actions:
        try:
            await action()
        except Exception:
            logger.exception("an action after the commit failed")
