"""What documents have in common."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any
from typing import ClassVar
from typing import Self
from uuid import UUID

from pymongo import IndexModel
from uuid_utils.compat import uuid7

RETENTION = timedelta(days=30)  # how long what is deleted can be brought back


def utc_now() -> datetime:
    """Return the present moment in milliseconds, which is what BSON keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(kw_only=True)
class Document:
    """The base of all models, with a UUIDv7 (RFC 9562): unique, and in the order of creation."""

    collection: ClassVar[str]
    indexes: ClassVar[Sequence[IndexModel]] = ()
    user_field: ClassVar[str | None] = None
    """The field with the id of the user without whom this document goes, too."""

    id: UUID = field(default_factory=uuid7)

    def to_bson(self) -> dict[str, Any]:
        """Return the document as it is stored."""
        stored = asdict(self)
        return {"_id": stored.pop("id"), **stored}

    @classmethod
    def from_bson(cls, stored: Mapping[str, Any]) -> Self:
        """Rebuild the document from what is stored, without fields that the model has lost."""
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        return cls(**{**known, "id": stored["_id"]})

    @classmethod
    def every_index(cls) -> list[IndexModel]:
        """Return the indexes of this model and of what it inherits from."""
        return [index for base in cls.__mro__ for index in vars(base).get("indexes", ())]

    @classmethod
    def models(cls) -> set[type["Document"]]:
        """Return all models with a collection."""
        below = {model for child in cls.__subclasses__() for model in child.models()}
        return below | {cls} if hasattr(cls, "collection") else below


@dataclass(kw_only=True)
class Timestamps(Document):
    """When a document was created and last changed, in UTC."""

    created_at: datetime = field(default_factory=utc_now)
    updated_at: datetime = field(default_factory=utc_now)


@dataclass(kw_only=True)
class Versioning(Document):
    """A number that grows with each change: of two writers who saw the same, one wins."""

    version: int = 1


@dataclass(kw_only=True)
class SoftDeletion(Document):
    """Deleted documents stay, invisible, until the database purges them."""

    indexes: ClassVar[Sequence[IndexModel]] = (
        IndexModel("deleted_at", expireAfterSeconds=int(RETENTION.total_seconds())),
    )

    deleted_at: datetime | None = None


@dataclass(kw_only=True)
class Expiry(Document):
    """A document of passing interest; the database removes it when it is over."""

    indexes: ClassVar[Sequence[IndexModel]] = (IndexModel("expires_at", expireAfterSeconds=0),)

    expires_at: datetime
