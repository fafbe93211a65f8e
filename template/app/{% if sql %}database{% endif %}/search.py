"""Searches in the words of the database."""

import operator
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import and_
from sqlalchemy import or_

from app.search import Comparison
from app.search import Condition
from app.search import Order


def contains(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Look for a text; what would be a wildcard in it stands for itself."""
    return column.icontains(text, autoescape=True)


COMPARISONS: Mapping[Comparison, Callable[[Any, Any], ColumnElement[bool]]] = {
    "equals": operator.eq,
    "contains": contains,
    "at least": operator.ge,
    "at most": operator.le,
}


def where(model: type[object], conditions: Iterable[Condition]) -> list[ColumnElement[bool]]:
    """Return what must be true of a row."""
    return [
        COMPARISONS[comparison](getattr(model, field), value)
        for field, comparison, value in conditions
    ]


def order_by(model: type[object], orders: Iterable[Order]) -> list[ColumnElement[Any]]:
    """Return what rows are sorted by."""
    columns = ((getattr(model, field), descending) for field, descending in orders)
    return [column.desc() if descending else column.asc() for column, descending in columns]


def behind(
    model: type[object], orders: Sequence[Order], position: Sequence[Any]
) -> ColumnElement[bool]:
    """Select the rows that are sorted behind a position: later in one field, equal before it.

    That no row is earlier in the first field follows; it is said all the same, for the index.
    """
    columns = [getattr(model, field) for field, _ in orders]
    later = [operator.lt if descending else operator.gt for _, descending in orders]
    not_before = operator.le if orders[0].descending else operator.ge
    return and_(
        not_before(columns[0], position[0]),
        or_(
            *(
                and_(
                    *map(operator.eq, columns[:depth], position),
                    later[depth](columns[depth], position[depth]),
                )
                for depth in range(len(orders))
            )
        ),
    )
