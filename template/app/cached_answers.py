"""Answers of endpoints, kept for a while."""

from collections.abc import Awaitable
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.cache import Cache
from app.cache import CachedReads
from app.cache import SchemaT
from app.cache import SharedCache


class AnswerCache:
    """Keeps the answer to requests like this one: same path, same query, same credentials.

    For what costs much to find out and may be some seconds old. No change drops such an answer
    before its time; for what does change through this service there is `CachedReads`.

        @router.get("/report")
        async def read_report(reports: Reports, answers: CachedAnswers) -> Report:
            return await answers.get_or_load(Report, reports.read, ttl=10)
    """

    def __init__(self, cache: Cache, request: Request) -> None:
        self._cache = cache
        credentials = request.headers.get("authorization", "")
        asked = f"{request.url.path}?{request.url.query}\n{credentials}"
        self._key = sha256(asked.encode()).hexdigest()

    async def get_or_load(
        self, schema: type[SchemaT], load: Callable[[], Awaitable[SchemaT]], *, ttl: float
    ) -> SchemaT:
        """Return the answer that is kept, or find it and keep it for `ttl` seconds."""
        reads = CachedReads(self._cache, "answers", schema, ttl)
        return await reads.get_or_load(self._key, load)


async def get_cached_answers(cache: SharedCache, request: Request) -> AnswerCache:
    return AnswerCache(cache, request)


CachedAnswers = Annotated[AnswerCache, Depends(get_cached_answers)]
