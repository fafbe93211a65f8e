"""A cache that forgets: nothing may depend on what it holds."""

import random
from collections.abc import Awaitable
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Annotated
from typing import Generic
from typing import Protocol
from typing import TypeVar

from fastapi import Depends
from prometheus_client import Counter
from starlette.requests import HTTPConnection

from app.schemas import Schema

READS = Counter("cache_reads", "Reads, by kind of resource and hit or miss", ["kind", "outcome"])

JITTER = 0.1  # of a time to live, so that what was kept together does not expire together

SchemaT = TypeVar("SchemaT", bound=Schema)


class Cache(Protocol):
    """Bytes by key, each for at most `ttl` seconds."""

    async def get(self, key: str) -> bytes | None:
        """Return the value, or nothing once it has expired or been forgotten."""

    async def set(self, key: str, value: bytes, ttl: float) -> None:
        """Keep a value for `ttl` seconds."""

    async def pop(self, key: str) -> bytes | None:
        """Return the value and forget it in one step: of several callers, one gets it."""

    async def delete(self, *keys: str) -> None:
        """Forget some keys, and keep nothing for them that is being loaded at this moment."""

    async def get_or_load(
        self, key: str, load: Callable[[], Awaitable[bytes]], ttl: float
    ) -> bytes:
        """Return the value, or load and keep it: once, however many ask at the same time."""


@dataclass(frozen=True)
class CachedReads(Generic[SchemaT]):
    """Representations of one kind of resource, kept until it changes or `ttl` seconds pass.

    `namespace` names the kind and whoever may see it, as in `items:<owner>`, so that no caller is
    shown another's. When a change cannot be told to the cache, `ttl` is how long the old
    representation is still shown.
    """

    cache: Cache
    namespace: str
    schema: type[SchemaT]
    ttl: float = 5.0

    async def get_or_load(self, key: object, load: Callable[[], Awaitable[SchemaT]]) -> SchemaT:
        """Return the representation that is kept, or load and keep it."""
        loaded: list[SchemaT] = []

        async def serialise() -> bytes:
            loaded.append(await load())
            return loaded[-1].model_dump_json().encode()

        ttl = self.ttl * random.uniform(1 - JITTER, 1)
        kept = await self.cache.get_or_load(self._name(key), serialise, ttl)
        kind = self.namespace.partition(":")[0]
        READS.labels(kind, "miss" if loaded else "hit").inc()
        return loaded[-1] if loaded else self.schema.model_validate_json(kept)

    async def forget(self, key: object) -> None:
        """Drop a representation; call it after the change is committed."""
        await self.cache.delete(self._name(key))

    def _name(self, key: object) -> str:
        return f"{self.namespace}:{fingerprint(self.schema)}:{key}"


@lru_cache
def fingerprint(schema: type[Schema]) -> str:
    """Tell two versions of a schema apart: both may be in use while a new release starts."""
    return sha256(repr(schema.model_json_schema()).encode()).hexdigest()[:8]


def cache_of(connection: HTTPConnection) -> Cache:
    cache: Cache = connection.app.state.cache
    return cache


async def get_cache(connection: HTTPConnection) -> Cache:
    return cache_of(connection)


SharedCache = Annotated[Cache, Depends(get_cache)]
