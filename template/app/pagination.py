"""Pages of a list: by offset, with a total, or by cursor, stable while the list grows."""

from collections.abc import Iterable
from typing import Annotated
from typing import Any
from typing import Generic
from typing import Self
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Depends
from fastapi import Query
from fastapi import Response
from pydantic import Field

from app.schemas import Schema
from app.sorting import MAX_CURSOR

MAX_LIMIT = 100
MAX_OFFSET = 10_000  # every row skipped is a row read: beyond this a list is searched, not paged

LINK: dict[str, Any] = {
    "Link": {"description": "Other pages (RFC 8288).", "schema": {"type": "string"}}
}
"""How OpenAPI describes the header."""

SchemaT = TypeVar("SchemaT", bound=Schema)
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT, description="How many to return at most.")]


class PageQuery(Schema):
    """Which page is wanted."""

    limit: Limit = 20
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET, description="How many to skip.")


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


class CursorQuery(Schema):
    """Behind which cursor the wanted page begins; the first page has none."""

    limit: Limit = 20
    cursor: str | None = Field(
        default=None, max_length=MAX_CURSOR, description="`next_cursor` of the page before."
    )


class CursorPage(Schema, Generic[SchemaT]):
    """A page, and where the next one begins, if there is one."""

    items: list[SchemaT]
    next_cursor: str | None


class Links:
    """Tells in the `Link` header where other pages are (RFC 8288).

    They are relative, a query and nothing else, so they hold behind every proxy.
    """

    def __init__(self, response: Response) -> None:
        self._headers = response.headers

    def add(self, relation: str, query: Schema, **changes: Any) -> None:
        """Link to the page that the query asks for with some changes."""
        changed = query.model_copy(update=changes)
        given = changed.model_dump(mode="json", exclude_unset=True, exclude_none=True)
        self._headers.append("Link", f'<?{urlencode(given)}>; rel="{relation}"')

    def add_neighbours(self, query: PageQuery, total: int) -> None:
        """Link from a page to the first, the one before and the one behind it."""
        before, behind = query.offset - query.limit, query.offset + query.limit
        self.add("first", query, offset=0)
        if query.offset > 0:
            self.add("prev", query, offset=max(0, before))
        if behind < total and behind <= MAX_OFFSET:
            self.add("next", query, offset=behind)

    def add_next(self, query: CursorQuery, cursor: str | None) -> None:
        """Link from a page to the first and to the one behind it, if there is one."""
        self.add("first", query, cursor=None)
        if cursor is not None:
            self.add("next", query, cursor=cursor)


async def get_links(response: Response) -> Links:
    return Links(response)


PageLinks = Annotated[Links, Depends(get_links)]
