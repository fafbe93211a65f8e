"""By what items may be found and sorted."""

from typing import Annotated
from typing import Any

from pydantic import Field

from app.items.models import Item
from app.items.schemas import Name
from app.items.schemas import Quantity
from app.pagination import CursorQuery
from app.pagination import PageQuery
from app.schemas import Moment
from app.search import Filter
from app.search import Search
from app.search import Where
from app.sorting import Sortable

SORTABLE = Sortable(created_at=Moment, name=Name, quantity=Quantity)  # each has an index


class ItemSearch(Filter):
    """Which items are wanted, and in which order."""

    name: Annotated[Name | None, Where("name", "equals")] = None
    name_contains: Annotated[Name | None, Where("name", "contains")] = None
    quantity_min: Annotated[Quantity | None, Where("quantity", "at least")] = None
    quantity_max: Annotated[Quantity | None, Where("quantity", "at most")] = None
    sort: str = Field(
        default="-created_at",
        pattern=SORTABLE.pattern,
        description="Fields in order of importance; a minus turns the order round.",
        examples=["-created_at,name"],
    )

    def search(self) -> Search:
        """Return what a repository is to look for."""
        return Search(tuple(self.conditions()), SORTABLE.orders(self.sort))


class ItemPageQuery(ItemSearch, PageQuery):
    """Items, by offset."""


class ItemCursorQuery(ItemSearch, CursorQuery):
    """Items, by cursor."""

    def position(self) -> tuple[Any, ...] | None:
        """Return where the page begins; raise `InvalidCursor`."""
        return None if self.cursor is None else SORTABLE.position(self.sort, self.cursor)

    def cursor_behind(self, item: Item) -> str:
        """Return where the page behind an item begins."""
        return SORTABLE.cursor(self.sort, item)
