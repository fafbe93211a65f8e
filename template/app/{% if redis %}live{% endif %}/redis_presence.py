"""Who is in which room of any replica; while Redis is away, of this replica."""

import asyncio
import time
from collections.abc import Collection
from collections.abc import Mapping

import structlog

from app.live.presence import LocalPresence
from app.live.redis_link import FAILURES
from app.live.redis_link import RedisLink
from app.live.redis_link import reason
from app.live.schemas import Member

logger = structlog.get_logger()

DEADLINE = 0.5  # seconds that somebody who asks may wait
LEASE = 30.0  # seconds that the members on a replica outlive it
REFRESH_EVERY = 10.0  # seconds


class RedisPresence(LocalPresence):
    """Keeps a sorted set of connections per room, by the time at which they count as gone."""

    def __init__(self, link: RedisLink, prefix: str) -> None:
        super().__init__()
        self._link = link
        self._prefix = prefix

    def join(self, room: str, member: Member) -> None:
        super().join(room, member)
        self._renew(room, {member.connection: member.id})

    def leave(self, rooms: Collection[str], member: Member) -> None:
        super().leave(rooms, member)
        for room in rooms:
            self._link.send("ZREM", self._key(room), f"{member.connection} {member.id}")

    async def members(self, room: str) -> set[str]:
        members = await super().members(room)
        key, now = self._key(room), f"{time.time()}"
        try:
            async with asyncio.timeout(DEADLINE):
                entries = await self._link.redis.zrange(key, now, "+inf", byscore=True)
        except FAILURES as error:
            logger.warning("the members on other replicas are unknown", reason=reason(error))
            return members
        return members.union(e.decode().split()[1] for e in entries if isinstance(e, bytes))

    async def refresh(self) -> None:
        """Keep the members here from expiring; it also restores what Redis has lost."""
        while True:
            await self._link.connected.wait()
            for room, members in self.rooms.items():
                self._renew(room, members)
            await asyncio.sleep(REFRESH_EVERY)

    def _renew(self, room: str, members: Mapping[str, str]) -> None:
        key, now = self._key(room), time.time()
        entries = [
            part
            for connection, member_id in members.items()
            for part in (f"{now + LEASE}", f"{connection} {member_id}")
        ]
        self._link.send("ZREMRANGEBYSCORE", key, "-inf", f"{now}")
        self._link.send("ZADD", key, *entries)
        self._link.send("PEXPIRE", key, f"{LEASE * 1000:.0f}")

    def _key(self, room: str) -> str:
        return f"{self._prefix}:room:{room}"
