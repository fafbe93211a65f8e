"""A client of Redis that keeps nobody waiting: nothing here depends on an answer."""

from collections.abc import Awaitable
from collections.abc import Callable
from collections.abc import Sequence
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
from app.redis.batches import Batches
from app.redis.batches import Call
from app.redis.settings import RedisSettings

FAILURES = (exceptions.RedisError, OSError, CircuitOpen)
"""What a call raises when Redis is away or refuses; a deadline that passes is an `OSError`."""

NO_ANSWER = (exceptions.ConnectionError, exceptions.TimeoutError, OSError)

# A lost packet or a pause of ours may cost some calls their deadline; half of ten is an outage.
POLICY = BreakerPolicy(window=10, minimum=4, open_for=5.0, trials=1)


class GuardedRedis(Redis):
    """Ends every round trip by one deadline; while Redis does not answer, calls fail at once.

    Calls of the same moment share a round trip, which takes redis-py far longer than a command.
    Pipelines and subscriptions are not guarded: for several commands in one round trip, register
    a script.
    """

    def __init__(
        self, pool: BlockingConnectionPool, breaker: CircuitBreaker, deadline: float
    ) -> None:
        super().__init__(connection_pool=pool)
        self.breaker = breaker
        self.deadline = deadline
        self._encode = cast("Any", pool).get_encoder().encode
        self._batches = Batches(self._answer)

    async def aclose(self, close_connection_pool: bool | None = True) -> None:
        """Close all connections; a call that is under way would open another one."""
        await self._batches.finish()
        await super().aclose(close_connection_pool)

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        # Encoded here, what cannot be sent is an error of this call, and not of its whole batch.
        command, *values = args
        return await self._batches.call(command, *map(self._encode, values), **options)

    async def _answer(self, calls: Sequence[Call]) -> list[Any]:
        with self.breaker.guard(*NO_ANSWER), Deadline(self.deadline):
            if len(calls) == 1:
                return [await self._answer_one(calls[0])]
            async with self.pipeline(transaction=False) as pipeline:
                for call in calls:
                    pipeline.execute_command(*call.arguments, **call.options)
                return await pipeline.execute(raise_on_error=False)

    async def _answer_one(self, call: Call) -> Any:
        """Spare a single call what a pipeline costs."""
        execute = cast("Callable[..., Awaitable[Any]]", super().execute_command)
        return await execute(*call.arguments, **call.options)


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
