"""What every repository can do."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from typing import Generic
from typing import Protocol
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy import bindparam
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from app.database.errors import domain_errors
from app.database.models import utc_now
from app.database.search import behind
from app.database.search import order_by
from app.database.search import where
from app.search import EVERYTHING
from app.search import Search


class Identified(Protocol):
    """A model with the `PrimaryKey` mixin."""

    id: Mapped[UUID]


ModelT = TypeVar("ModelT", bound=Identified)


class Repository(Generic[ModelT]):
    """Stores and finds one kind of model; a subclass names it and narrows `visible`."""

    model: type[ModelT]

    def __init__(self, session: AsyncSession, **bound: Any) -> None:
        """Work in a session; what is `bound` are the values of parameters in `visible`."""
        self.session = session
        self.bound = bound

    @classmethod
    def visible(cls) -> Select[ModelT]:
        """Select what may be seen at all; every read starts here.

        It is one statement for all instances, because putting a statement together takes as long
        as asking the database. What they differ in is a `bindparam`.
        """
        return select(cls.model)

    @classmethod
    @cache
    def by_id(cls) -> Select[ModelT]:
        """Select the one with a certain `id`."""
        return cls.visible().where(cls.model.id == bindparam("id"))

    async def add(self, entity: ModelT) -> ModelT:
        """Store a new one."""
        self.session.add(entity)
        await self.flush()
        return entity

    async def get(self, id: UUID) -> ModelT | None:
        """Find one by its id."""
        return (await self.session.scalars(self.by_id(), {**self.bound, "id": id})).first()

    async def list(
        self, search: Search = EVERYTHING, *, limit: int, offset: int
    ) -> Sequence[ModelT]:
        """Return a page of what is searched for, by default the newest first."""
        query = self._found(search).order_by(*order_by(self.model, search.orders))
        return (await self.session.scalars(query.limit(limit).offset(offset), self.bound)).all()

    async def list_behind(
        self, position: Sequence[Any] | None, search: Search = EVERYTHING, *, limit: int
    ) -> Sequence[ModelT]:
        """Return a page that begins behind a position: a value for each of `search.orders`."""
        query = self._found(search).order_by(*order_by(self.model, search.orders))
        if position is not None:
            query = query.where(behind(self.model, search.orders, position))
        return (await self.session.scalars(query.limit(limit), self.bound)).all()

    async def count(self, search: Search = EVERYTHING) -> int:
        """Return how many there are."""
        query = select(func.count()).select_from(self._found(search).subquery())
        return await self.session.scalar(query, self.bound) or 0

    async def update(self, entity: ModelT, **changes: Any) -> ModelT:
        """Store new values of some fields; raise `ChangedMeanwhile` if somebody else has."""
        for field, value in changes.items():
            setattr(entity, field, value)
        await self.flush()
        return entity

    async def delete(self, entity: ModelT) -> None:
        """Remove one."""
        await self.session.delete(entity)
        await self.flush()

    async def flush(self) -> None:
        """Send the changes; a broken constraint is a `Conflict` here, where it can be named."""
        with domain_errors():
            await self.session.flush()

    def _found(self, search: Search) -> Select[ModelT]:
        return self.visible().where(*where(self.model, search.conditions))


class SoftDeletable(Identified, Protocol):
    """A model with the mixins `PrimaryKey` and `SoftDeletion`."""

    deleted_at: Mapped[datetime | None]


SoftModelT = TypeVar("SoftModelT", bound=SoftDeletable)


class SoftDeletingRepository(Repository[SoftModelT]):
    """Hides what is deleted instead of removing it."""

    @classmethod
    def visible(cls) -> Select[SoftModelT]:
        return super().visible().where(cls.model.deleted_at.is_(None))

    async def delete(self, entity: SoftModelT) -> None:
        """Hide one."""
        await self.update(entity, deleted_at=utc_now())
