"""Rate limits that all replicas count together."""

from redis.asyncio import Redis

from app import about
from app.limit import Limit
from app.rate_limit import Allowance
from app.rate_limit import LocalRateLimiter
from app.redis.client import FAILURES

# One step for Redis and one round trip for us, so that however many hits come at once, each gets
# a number of its own.
HIT = """
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {hits, redis.call('PTTL', KEYS[1])}
"""


class RedisRateLimiter:
    """Without Redis every process counts for itself: never unlimited, and never a refusal more.

    Together N processes then let through at most N times a limit, and in the window in which
    Redis went away at most once more, because what it had counted is not known here.
    """

    def __init__(self, redis: Redis) -> None:
        self._count = redis.register_script(HIT)
        self._local = LocalRateLimiter()

    async def hit(self, limit: Limit, *key: str) -> Allowance:
        name = ":".join((about.NAME, "limit", *key))
        try:
            hits, milliseconds = await self._count(keys=[name], args=[limit.window * 1000])
        except FAILURES:
            return await self._local.hit(limit, *key)
        return Allowance.after(hits, limit, milliseconds / 1000)
