"""What an endpoint asks for to have one effect for each `Idempotency-Key`."""

import hashlib
from collections.abc import Awaitable
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from uuid import UUID
from uuid import uuid5

from fastapi import Header
from fastapi import Request
from fastapi import Response

from app.database.session import DatabaseSession
from app.idempotency.caller import Caller
from app.idempotency.repository import KeptAnswerRepository
from app.idempotency.service import AnswerService
from app.idempotency.settings import IdempotencySettings
from app.schemas import Schema

REPLAYED = "Idempotent-Replayed"

Key = Annotated[
    str | None,
    Header(
        pattern=r'^("[A-Za-z0-9._~-]{16,128}"|[A-Za-z0-9._~-]{16,128})$',
        description="Any text that names this request for good, such as a random UUID.",
    ),
]


@dataclass(frozen=True)
class Once:
    """Answers a request, with the answer that it got before if it was sent before."""

    request: Request
    response: Response
    service: AnswerService
    id: UUID | None

    async def answer(self, status: int, effect: Callable[[], Awaitable[Schema]]) -> Response:
        """Answer with what the effect returns, which happens if nothing is kept.

        Raises `KeyReused` and `RequestInProgress`.
        """
        if self.id is None:
            return self._respond(status, await run(effect))
        fingerprint = await self._fingerprint()
        if kept := await self.service.find(self.id, fingerprint):
            self.response.headers.update({**kept.headers, REPLAYED: "true"})
            return self._respond(kept.status, kept.body)
        before = set(self.response.headers)
        body = await run(effect)
        headers = {k: v for k, v in self.response.headers.items() if k not in before}
        await self.service.keep(self.id, fingerprint, status=status, headers=headers, body=body)
        return self._respond(status, body)

    async def _fingerprint(self) -> str:
        asked = f"{self.request.method} {self.request.scope['path']}\n".encode()
        return hashlib.sha256(asked + await self.request.body()).hexdigest()

    def _respond(self, status: int, body: bytes) -> Response:
        """Build the response, with the headers that dependencies have prepared."""
        response = Response(body, status, media_type="application/json")
        response.raw_headers.extend(self.response.raw_headers)
        return response


async def run(effect: Callable[[], Awaitable[Schema]]) -> bytes:
    return (await effect()).model_dump_json().encode()


async def get_once(
    request: Request,
    response: Response,
    session: DatabaseSession,
    caller: Caller,
    idempotency_key: Key = None,
) -> Once:
    """Use it with the scopes of the endpoint, so that the caller is looked up once."""
    settings: IdempotencySettings = request.app.state.idempotency
    service = AnswerService(KeptAnswerRepository(session), timedelta(hours=settings.hours))
    id = uuid5(caller, idempotency_key.strip('"')) if idempotency_key else None
    return Once(request, response, service, id)
