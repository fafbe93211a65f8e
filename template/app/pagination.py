"""Pages of a list, by limit and offset."""

from collections.abc import Iterable
from typing import Annotated
from typing import Generic
from typing import Self
from typing import TypeVar

from fastapi import Query
from pydantic import Field

from app.schemas import Schema

MAX_LIMIT = 100
MAX_OFFSET = 10_000  # every row skipped is a row read: beyond this a list is searched, not paged

SchemaT = TypeVar("SchemaT", bound=Schema)


class PageQuery(Schema):
    """Which page is wanted."""

    limit: int = Field(default=20, ge=1, le=MAX_LIMIT)
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET)


Paging = Annotated[PageQuery, Query()]


class Page(Schema, Generic[SchemaT]):
    """A page, and how many there are in all."""

    items: list[SchemaT]
    total: int
    limit: int
    offset: int

    @classmethod
    def of(cls, items: Iterable[SchemaT], total: int, query: PageQuery) -> Self:
        """Fill a page with the answer to a query."""
        return cls(items=list(items), total=total, limit=query.limit, offset=query.offset)
