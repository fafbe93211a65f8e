"""A cache that forgets: nothing may depend on what it holds."""

import time
from collections import OrderedDict
from collections.abc import Awaitable
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from typing import Generic
from typing import Protocol
from typing import TypeVar

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.schemas import Schema

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
        """Forget some keys."""


class LocalCache:
    """A cache of this process, bounded: the value that was used longest ago goes first."""

    def __init__(self, size: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._clock = clock
        self._entries: OrderedDict[str, tuple[bytes, float]] = OrderedDict()

    async def get(self, key: str) -> bytes | None:
        value, expires = self._entries.get(key, (None, 0.0))
        if self._clock() >= expires:
            return await self.pop(key)
        self._entries.move_to_end(key)
        return value

    async def set(self, key: str, value: bytes, ttl: float) -> None:
        self._entries.pop(key, None)
        self._entries[key] = value, self._clock() + ttl
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)

    async def pop(self, key: str) -> bytes | None:
        value, expires = self._entries.pop(key, (None, 0.0))
        return value if self._clock() < expires else None

    async def delete(self, *keys: str) -> None:
        for key in keys:
            self._entries.pop(key, None)


@dataclass(frozen=True)
class CachedReads(Generic[SchemaT]):
    """Representations of one kind of resource, kept until it changes or `ttl` seconds pass.

    `namespace` names the kind and whoever may see it, so that no caller is shown another's.
    """

    cache: Cache
    namespace: str
    schema: type[SchemaT]
    ttl: float = 5.0

    async def get_or_load(self, key: object, load: Callable[[], Awaitable[SchemaT]]) -> SchemaT:
        """Return the representation that is kept, or load and keep it."""
        if (kept := await self.cache.get(self._name(key))) is not None:
            return self.schema.model_validate_json(kept)
        loaded = await load()
        await self.cache.set(self._name(key), loaded.model_dump_json().encode(), self.ttl)
        return loaded

    async def forget(self, key: object) -> None:
        """Drop a representation; call it after the change is committed."""
        await self.cache.delete(self._name(key))

    def _name(self, key: object) -> str:
        return f"{self.namespace}:{key}"


async def get_cache(connection: HTTPConnection) -> Cache:
    cache: Cache = connection.app.state.cache
    return cache


SharedCache = Annotated[Cache, Depends(get_cache)]
