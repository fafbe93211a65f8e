"""What a list is narrowed to and how it is sorted: each resource declares it once, typed."""

from collections.abc import Iterator
from typing import Any
from typing import Literal
from typing import NamedTuple

from app.schemas import Schema

Comparison = Literal["equals", "contains", "at least", "at most"]


class Where(NamedTuple):
    """Marks a field of a `Filter`: how a field of what is stored compares with its value."""

    field: str
    comparison: Comparison


class Condition(NamedTuple):
    """A comparison that must hold; "contains" takes upper and lower case for the same."""

    field: str
    comparison: Comparison
    value: Any


class Order(NamedTuple):
    """A field by which is sorted; it is never null."""

    field: str
    descending: bool = False


class Search(NamedTuple):
    """Which of all that is visible is meant, and in which order; ids settle ties."""

    conditions: tuple[Condition, ...] = ()
    orders: tuple[Order, ...] = (Order("id", descending=True),)


EVERYTHING = Search()


class Filter(Schema):
    """Parameters that narrow a list; a subclass marks its fields with `Where`."""

    def conditions(self) -> Iterator[Condition]:
        """Return what the parameters that were given demand."""
        for name, declared in type(self).model_fields.items():
            value = getattr(self, name)
            for mark in declared.metadata:
                if isinstance(mark, Where) and value is not None:
                    yield Condition(*mark, value)
