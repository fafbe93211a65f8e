"""Events that could not be handled: `make dead-letters` lists, `make replay` tries again."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import NAMESPACE_URL
from uuid import uuid5

from app.database.connection import Database
from app.database.session import unit_of_work
from app.errors import Conflict
from app.events.models import MAX_ERROR
from app.events.models import DeadLetter
from app.events.repository import DeadLetterRepository
from app.search import Order
from app.search import Search

IN_ORDER = Search(orders=(Order("created_at"), Order("id")))
PAGE = 1000


@dataclass(frozen=True)
class DeadLetters:
    """Kept until somebody has found out what is wrong."""

    database: Database

    async def bury(self, consumer: str, body: bytes, error: Exception) -> None:
        """Keep an event; once, however often it comes."""
        letter = DeadLetter(
            id=uuid5(NAMESPACE_URL, f"{consumer}\n{body!r}"),
            consumer=consumer,
            body=body,
            error=readable(f"{type(error).__name__}: {error}")[:MAX_ERROR],
        )
        with suppress(Conflict):
            async with unit_of_work(self.database, []) as session:
                await DeadLetterRepository(session).add(letter)

    async def list(self) -> Sequence[DeadLetter]:
        """Return the first that failed, at most a thousand."""
        async with unit_of_work(self.database, [], read_only=True) as session:
            return await DeadLetterRepository(session).list(IN_ORDER, limit=PAGE, offset=0)

    async def remove(self, letter: DeadLetter) -> None:
        """Forget an event, because it is handled."""
        async with unit_of_work(self.database, []) as session:
            repository = DeadLetterRepository(session)
            if stored := await repository.get(letter.id):
                await repository.delete(stored)


def readable(text: str) -> str:
    """Replace what databases do not take for text."""
    return text.encode(errors="backslashreplace").decode().replace("\0", "\\0")
