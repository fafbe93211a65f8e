"""Calls another service: within a deadline, and without making its troubles worse."""

import asyncio
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from httpx2 import AsyncClient
from httpx2 import Request
from httpx2 import Response

from app.breaker import CircuitBreaker
from app.http_client.answers import read_body
from app.http_client.errors import ServiceFailed
from app.http_client.failures import no_answer
from app.http_client.failures import raise_for_failure
from app.http_client.observe import observed
from app.http_client.retries import Retries
from app.http_client.settings import ServiceSettings
from app.request_id import current_request_id

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})  # RFC 9110 9.2.2


@dataclass(frozen=True)
class ServiceClient:
    """Calls one service, at the address that is configured and nowhere else.

    Paths are given in segments, so that no text from a user changes where a request goes, and a
    redirect is an answer like any other: nobody can send us, or what we know, somewhere else.
    """

    name: str
    settings: ServiceSettings
    http: AsyncClient
    breaker: CircuitBreaker
    retries: Retries

    async def request(
        self,
        method: str,
        *segments: str,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        json: Any = None,
    ) -> Response:
        """Return a complete answer, neither 429 nor 5xx, or raise what `errors` lists.

        What is idempotent, or has an `Idempotency-Key`, is tried again when that may help.
        """
        request = self._build(method, segments, headers=headers, params=params, json=json)
        deadline = asyncio.get_running_loop().time() + self.settings.deadline
        attempt = partial(self._attempt, request, deadline)
        with observed(self.name) as call:
            if method in IDEMPOTENT or "Idempotency-Key" in request.headers:
                response = await self.retries.run(attempt, deadline)
            else:
                response = await attempt()
            call.outcome = f"{response.status_code // 100}xx"
        return response

    def _build(self, method: str, segments: Sequence[str], **parts: Any) -> Request:
        request = self.http.build_request(method, path(segments), **parts)
        if request_id := current_request_id.get():
            request.headers["X-Request-ID"] = request_id
        return request

    async def _attempt(self, request: Request, deadline: float) -> Response:
        """Ask once, unless the service is left alone for now."""
        with self.breaker.guard(ServiceFailed), no_answer():
            async with asyncio.timeout_at(deadline):
                return await self._exchange(request)

    async def _exchange(self, request: Request) -> Response:
        """Send a request and read all of the answer, which may be neither huge nor a failure."""
        response = await self.http.send(request, stream=True)
        async with aclosing(response):
            raise_for_failure(response)
            body = await read_body(response, self.settings.max_answer_bytes)
        return Response(
            response.status_code, headers=response.headers, content=body, request=request
        )


def path(segments: Sequence[str]) -> str:
    """Join segments to a path in which each of them stays what it is."""
    if not {"", ".", ".."}.isdisjoint(segments):
        raise ValueError("an empty segment and dots would change the path")
    return "/".join(quote(segment, safe="") for segment in segments)
