"""Who is in which room of any replica, through Redis; while it is away, of this replica."""

import asyncio
import logging
import time
from collections.abc import Collection
from collections.abc import Iterator
from contextlib import contextmanager

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.live.presence import LocalPresence
from app.live.schemas import Member

logger = logging.getLogger(__name__)

DEADLINE = 0.5  # seconds; nobody waits longer to enter a room
LEASE = 30.0  # seconds that the members on a replica outlive it
REFRESH_EVERY = 10.0  # seconds


class RedisPresence(LocalPresence):
    """Keeps a sorted set of connections per room, by the time at which they count as gone."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        super().__init__()
        self._redis = redis
        self._prefix = prefix

    async def join(self, room: str, member: Member) -> None:
        await super().join(room, member)
        with outage_tolerated():
            await self._renew(room, {member.connection: member.id})

    async def leave(self, rooms: Collection[str], member: Member) -> None:
        await super().leave(rooms, member)
        with outage_tolerated():
            async with (
                asyncio.timeout(DEADLINE),
                self._redis.pipeline(transaction=False) as pipeline,
            ):
                for room in rooms:
                    await pipeline.zrem(self._key(room), entry(member.connection, member.id))
                await pipeline.execute()

    async def members(self, room: str) -> set[str]:
        members = await super().members(room)
        with outage_tolerated():
            async with asyncio.timeout(DEADLINE):
                key, now = self._key(room), time.time()
                entries = await self._redis.zrange(key, f"{now}", "+inf", byscore=True)
            members.update(e.decode().split()[1] for e in entries if isinstance(e, bytes))
        return members

    async def refresh(self) -> None:
        """Keep the members here from expiring; it also restores what Redis has lost."""
        while True:
            await asyncio.sleep(REFRESH_EVERY)
            for room, members in list(self.rooms.items()):
                with outage_tolerated():
                    await self._renew(room, members)

    async def _renew(self, room: str, members: dict[str, str]) -> None:
        key, now = self._key(room), time.time()
        entries = {entry(*item): now + LEASE for item in members.items()}
        async with (
            asyncio.timeout(DEADLINE),
            self._redis.pipeline(transaction=False) as pipeline,
        ):
            await pipeline.zremrangebyscore(key, "-inf", now)
            await pipeline.zadd(key, entries)
            await pipeline.pexpire(key, round(LEASE * 1000))
            await pipeline.execute()

    def _key(self, room: str) -> str:
        return f"{self._prefix}:room:{room}"


def entry(connection: str, member_id: str) -> str:
    """Write a member of the sorted set."""
    return f"{connection} {member_id}"


@contextmanager
def outage_tolerated() -> Iterator[None]:
    """Go on without Redis: presence is a service to people, not something to fail for."""
    try:
        yield
    except (RedisError, OSError) as error:
        logger.warning("presence is not shared: %r", error)
