"""Searches in the words of the database."""

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from pymongo import ASCENDING
from pymongo import DESCENDING

from app.search import Comparison
from app.search import Condition
from app.search import Order

COMPARISONS: Mapping[Comparison, Callable[[Any], dict[str, Any]]] = {
    "equals": lambda value: {"$eq": value},
    "contains": lambda text: {"$regex": re.escape(text), "$options": "i"},
    "at least": lambda value: {"$gte": value},
    "at most": lambda value: {"$lte": value},
}


def stored(field: str) -> str:
    """Return the name under which a field is stored."""
    return "_id" if field == "id" else field


def where(conditions: Iterable[Condition]) -> list[dict[str, Any]]:
    """Return what must be true of a document."""
    return [
        {stored(field): COMPARISONS[comparison](value)} for field, comparison, value in conditions
    ]


def order_by(orders: Iterable[Order]) -> list[tuple[str, int]]:
    """Return what documents are sorted by."""
    return [
        (stored(field), DESCENDING if descending else ASCENDING) for field, descending in orders
    ]


def behind(orders: Sequence[Order], position: Sequence[Any]) -> dict[str, Any]:
    """Select the documents that are sorted behind a position: later in one field, equal before it.

    That no document is earlier in the first field follows; it is said all the same, for the index.
    """
    fields = [stored(field) for field, _ in orders]
    later = ["$lt" if descending else "$gt" for _, descending in orders]
    return {
        fields[0]: {f"{later[0]}e": position[0]},
        "$or": [
            dict(zip(fields[:depth], position, strict=False))
            | {fields[depth]: {later[depth]: position[depth]}}
            for depth in range(len(orders))
        ],
    }
