"""A client of Redis that keeps nobody waiting: nothing here depends on an answer."""

from collections.abc import Awaitable
from collections.abc import Callable
from typing import Any
from typing import cast

from redis import exceptions
from redis.asyncio import BlockingConnectionPool
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from app.breaker import BreakerPolicy
from app.breaker import CircuitBreaker
from app.breaker import CircuitOpen
from app.deadline import Deadline
from app.redis.settings import RedisSettings

FAILURES = (exceptions.RedisError, OSError, CircuitOpen)
"""What a call raises when Redis is away or refuses; a deadline that passes is an `OSError`."""

NO_ANSWER = (exceptions.ConnectionError, exceptions.TimeoutError, OSError)

# A lost packet or a pause of ours may cost some calls their deadline; half of ten is an outage.
POLICY = BreakerPolicy(window=10, minimum=4, open_for=5.0, trials=1)


class GuardedRedis(Redis):
    """Ends every call by one deadline; while Redis does not answer, calls fail at once.

    Pipelines and subscriptions are not guarded: for several commands in one round trip, register
    a script.
    """

    def __init__(
        self, pool: BlockingConnectionPool, breaker: CircuitBreaker, deadline: float
    ) -> None:
        super().__init__(connection_pool=pool)
        self.breaker = breaker
        self.deadline = deadline

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        execute = cast("Callable[..., Awaitable[Any]]", super().execute_command)
        with self.breaker.guard(*NO_ANSWER), Deadline(self.deadline):
            return await execute(*args, **options)


def connect(settings: RedisSettings) -> GuardedRedis:
    """Create the one client of this process; it connects when it is used."""
    pool = BlockingConnectionPool.from_url(
        settings.url.get_secret_value(),
        max_connections=settings.pool_size,
        timeout=settings.timeout,
        socket_connect_timeout=settings.timeout,
        # The deadline covers answers; redis-py's own timeouts may lose a cancellation on 3.11.
        socket_timeout=None,
        # After a restart every connection in the pool is dead, and that is nobody's error.
        retry=Retry(NoBackoff(), 1, (exceptions.ConnectionError,)),
    )
    return GuardedRedis(pool, CircuitBreaker("redis", POLICY), settings.timeout)
