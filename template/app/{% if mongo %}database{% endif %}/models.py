"""What documents have in common."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from typing import Any
from typing import ClassVar
from typing import Self
from uuid import UUID

from pymongo import IndexModel
from uuid_utils.compat import uuid7


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
    def models(cls) -> Iterator[type["Document"]]:
        """Return all models with a collection."""
        for model in cls.__subclasses__():
            yield from model.models()
            if hasattr(model, "collection"):
                yield model


@dataclass(kw_only=True)
class Timestamps(Document):
    """When a document was created and last changed, in UTC."""

    created_at: datetime = field(default_factory=utc_now)
    updated_at: datetime = field(default_factory=utc_now)


@dataclass(kw_only=True)
class SoftDeletion(Timestamps):
    """Deleted documents stay, invisible, until somebody purges them."""

    deleted_at: datetime | None = None
