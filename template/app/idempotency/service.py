"""The rules about requests that are sent again."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.database.models import utc_now
from app.errors import Conflict
from app.idempotency.errors import KeyReused
from app.idempotency.errors import RequestInProgress
from app.idempotency.models import KeptAnswer
from app.idempotency.repository import KeptAnswerRepository


@dataclass(frozen=True)
class AnswerService:
    """Keeps answers for a while, in the transaction of their effects."""

    answers: KeptAnswerRepository
    lifetime: timedelta

    async def find(self, id: UUID, fingerprint: str) -> KeptAnswer | None:
        """Find what was answered to this request; raise `KeyReused` if it was to another."""
        kept = await self.answers.get(id)
        if kept is None:
            return None
        if kept.expires_at <= utc_now():
            await self.answers.remove_expired(id)
            return None
        if kept.fingerprint != fingerprint:
            raise KeyReused
        return kept

    async def keep(
        self, id: UUID, fingerprint: str, *, status: int, headers: dict[str, str], body: bytes
    ) -> KeptAnswer:
        """Keep an answer.

        Several requests with one key may get this far at once. The first is committed; the others
        raise `RequestInProgress`, which undoes their effects.
        """
        answer = KeptAnswer(
            id=id,
            fingerprint=fingerprint,
            status=status,
            headers=headers,
            body=body,
            expires_at=utc_now() + self.lifetime,
        )
        try:
            return await self.answers.add(answer)
        except Conflict as error:
            raise RequestInProgress(retry_after=1) from error
