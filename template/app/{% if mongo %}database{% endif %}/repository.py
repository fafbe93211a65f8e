"""What every repository can do."""

from collections.abc import Sequence
from typing import Any
from typing import Generic
from typing import TypeVar
from uuid import UUID

from pymongo.asynchronous.collection import AsyncCollection

from app.database.connection import Session
from app.database.errors import domain_errors
from app.database.models import Document
from app.database.models import SoftDeletion
from app.database.models import Timestamps
from app.database.models import Versioning
from app.database.models import utc_now
from app.database.search import behind
from app.database.search import order_by
from app.database.search import where
from app.errors import ChangedMeanwhile
from app.search import EVERYTHING
from app.search import Search

ModelT = TypeVar("ModelT", bound=Document)


class Repository(Generic[ModelT]):
    """Stores and finds one kind of model; a subclass names it and narrows `visible`."""

    model: type[ModelT]

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def documents(self) -> AsyncCollection[dict[str, Any]]:
        """The collection; every call on it passes the transaction."""
        return self.session.collection(self.model)

    def visible(self) -> dict[str, Any]:
        """Filter what may be seen at all; every read starts here."""
        return {}

    async def add(self, entity: ModelT) -> ModelT:
        """Store a new one."""
        with domain_errors():
            await self.documents.insert_one(entity.to_bson(), session=self.session.transaction)
        return entity

    async def get(self, id: UUID) -> ModelT | None:
        """Find one by its id."""
        return await self.find_one({"_id": id})

    async def find_one(self, condition: dict[str, Any]) -> ModelT | None:
        """Find the one visible document that meets a condition."""
        query = {"$and": [self.visible(), condition]}
        stored = await self.documents.find_one(query, session=self.session.transaction)
        return self.model.from_bson(stored) if stored else None

    async def list(
        self, search: Search = EVERYTHING, *, limit: int, offset: int
    ) -> Sequence[ModelT]:
        """Return a page of what is searched for, by default the newest first."""
        return await self._find(search, limit=limit, offset=offset)

    async def list_behind(
        self, position: Sequence[Any] | None, search: Search = EVERYTHING, *, limit: int
    ) -> Sequence[ModelT]:
        """Return a page that begins behind a position: a value for each of `search.orders`."""
        bounds = [] if position is None else [behind(search.orders, position)]
        return await self._find(search, *bounds, limit=limit)

    async def count(self, search: Search = EVERYTHING) -> int:
        """Return how many there are."""
        query = {"$and": [self.visible(), *where(search.conditions)]}
        return await self.documents.count_documents(query, session=self.session.transaction)

    async def update(self, entity: ModelT, **changes: Any) -> ModelT:
        """Store new values of some fields; raise `ChangedMeanwhile` if somebody else has."""
        same: dict[str, Any] = {"_id": entity.id}
        if isinstance(entity, Timestamps):
            changes["updated_at"] = utc_now()
        if isinstance(entity, Versioning):
            same["version"] = entity.version
            changes["version"] = entity.version + 1
        with domain_errors():
            result = await self.documents.update_one(
                same, {"$set": changes}, session=self.session.transaction
            )
        if not result.matched_count:
            raise ChangedMeanwhile
        for field, value in changes.items():
            setattr(entity, field, value)
        return entity

    async def delete(self, entity: ModelT) -> None:
        """Remove one."""
        await self.documents.delete_one({"_id": entity.id}, session=self.session.transaction)

    async def _find(
        self, search: Search, *bounds: dict[str, Any], limit: int, offset: int = 0
    ) -> Sequence[ModelT]:
        query = {"$and": [self.visible(), *where(search.conditions), *bounds]}
        found = self.documents.find(query, session=self.session.transaction)
        page = found.sort(order_by(search.orders)).skip(offset).limit(limit)
        return [self.model.from_bson(stored) async for stored in page]


SoftModelT = TypeVar("SoftModelT", bound=SoftDeletion)


class SoftDeletingRepository(Repository[SoftModelT]):
    """Hides what is deleted instead of removing it."""

    def visible(self) -> dict[str, Any]:
        return {"deleted_at": None}

    async def delete(self, entity: SoftModelT) -> None:
        """Hide one."""
        await self.update(entity, deleted_at=utc_now())
