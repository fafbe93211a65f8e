"""Live sessions remembered in Redis, for all replicas."""

from collections.abc import Collection
from contextlib import suppress
from typing import cast
from uuid import UUID

from redis.asyncio import Redis

from app import about
from app.auth.principal import LiveSession
from app.redis.client import FAILURES

REMEMBERED = 30  # seconds; also how late a revocation is seen if Redis fails at that very moment
FORGOTTEN = 60  # seconds; longer than any request that read the database before the revocation
TOMBSTONE = b"-"

BURY = "for _, key in ipairs(KEYS) do redis.call('SET', key, ARGV[1], 'EX', ARGV[2]) end"


class RedisSessionCache:
    """Fails open towards the database: without Redis every request asks it."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._bury = redis.register_script(BURY)

    async def get(self, session_id: UUID) -> LiveSession | None:
        with suppress(*FAILURES):
            kept = cast("bytes | None", await self._redis.get(self._key(session_id)))
            if kept and kept != TOMBSTONE:
                user_id, role = kept.decode().split()
                return LiveSession(session_id, UUID(user_id), is_admin=role == "admin")
        return None

    async def put(self, session: LiveSession) -> None:
        role = "admin" if session.is_admin else "user"
        with suppress(*FAILURES):
            await self._redis.set(
                self._key(session.id), f"{session.user_id} {role}", ex=REMEMBERED, nx=True
            )

    async def forget(self, session_ids: Collection[UUID]) -> None:
        """Leave tombstones, so that a slower request cannot put back what it read before."""
        with suppress(*FAILURES):
            await self._bury(keys=[*map(self._key, session_ids)], args=[TOMBSTONE, FORGOTTEN])

    def _key(self, session_id: UUID) -> str:
        return f"{about.NAME}:session:{session_id}"
