"""What every repository can do."""

from collections.abc import Sequence
from typing import Any
from typing import Generic
from typing import TypeVar
from uuid import UUID

from pymongo import DESCENDING
from pymongo.asynchronous.collection import AsyncCollection

from app.database.connection import Session
from app.database.errors import domain_errors
from app.database.models import SoftDeletion
from app.database.models import Timestamps
from app.database.models import utc_now

ModelT = TypeVar("ModelT", bound=Timestamps)


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

    async def list(self, *, limit: int, offset: int) -> Sequence[ModelT]:
        """Return a page, the newest first."""
        found = self.documents.find(self.visible(), session=self.session.transaction)
        page = found.sort("_id", DESCENDING).skip(offset).limit(limit)
        return [self.model.from_bson(stored) async for stored in page]

    async def count(self) -> int:
        """Return how many there are."""
        return await self.documents.count_documents(
            self.visible(), session=self.session.transaction
        )

    async def update(self, entity: ModelT, **changes: Any) -> ModelT:
        """Store new values of some fields."""
        changes["updated_at"] = utc_now()
        with domain_errors():
            await self.documents.update_one(
                {"_id": entity.id}, {"$set": changes}, session=self.session.transaction
            )
        for field, value in changes.items():
            setattr(entity, field, value)
        return entity

    async def delete(self, entity: ModelT) -> None:
        """Remove one."""
        await self.documents.delete_one({"_id": entity.id}, session=self.session.transaction)


SoftModelT = TypeVar("SoftModelT", bound=SoftDeletion)


class SoftDeletingRepository(Repository[SoftModelT]):
    """Hides what is deleted instead of removing it."""

    def visible(self) -> dict[str, Any]:
        return {"deleted_at": None}

    async def delete(self, entity: SoftModelT) -> None:
        """Hide one."""
        await self.update(entity, deleted_at=utc_now())
