"""What Redis leaves to its clients: groups that hear everything, streams that do not grow."""

import time
from contextlib import suppress
from typing import Any

from faststream.redis.parser import MessageFormat
from redis.asyncio import Redis
from redis.exceptions import ResponseError

DAY = 24 * 3600 * 1000  # milliseconds
WEEK = 7 * DAY
BEGINNING = "0-0"


class Plain(MessageFormat):
    """A message is the body as it was published, without an envelope of FastStream's own."""

    @classmethod
    async def encode(cls, *, message: Any, **_: Any) -> bytes:
        return bytes(message)

    @classmethod
    def parse(cls, data: bytes) -> tuple[bytes, dict[str, Any]]:
        return data, {}


async def declare(redis: Redis, stream: str, group: str) -> None:
    """Create a group that begins with the oldest message; forget consumers that are long gone."""
    with suppress(ResponseError):  # it exists
        await redis.xgroup_create(stream, group, id=BEGINNING, mkstream=True)
    for consumer in await redis.xinfo_consumers(stream, group):
        if not consumer["pending"] and consumer["idle"] > DAY:
            await redis.xgroup_delconsumer(stream, group, consumer["name"])


async def newest(redis: Redis, stream: str) -> str:
    """Return the id of the last message."""
    messages: Any = await redis.xrevrange(stream, count=1)
    return text(messages[0][0]) if messages else BEGINNING


async def trim(redis: Redis, stream: str) -> None:
    """Delete what every group has handled; where there is no group, what is older than a week."""
    groups = await redis.xinfo_groups(stream)
    handled = [await first_unhandled(redis, stream, group) for group in groups]
    week_ago = f"{int(time.time() * 1000) - WEEK}-0"
    oldest = min(handled, key=ordinal, default=week_ago)
    await redis.xtrim(stream, minid=oldest, approximate=False)


async def first_unhandled(redis: Redis, stream: str, group: dict[str, Any]) -> str:
    """Return an id before which a group has nothing left to do."""
    pending = await redis.xpending(stream, group["name"])
    return text(pending["min"] or group["last-delivered-id"])


def text(id: bytes) -> str:
    return id.decode()


def ordinal(id: str) -> tuple[int, int]:
    """Return what ids of messages are ordered by."""
    milliseconds, _, number = id.partition("-")
    return int(milliseconds), int(number)
