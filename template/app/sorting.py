"""By what a list may be sorted, and the cursors that point into a sorted list."""

import json
from base64 import b64decode
from base64 import urlsafe_b64encode
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.errors import Invalid
from app.search import Order

MAX_CURSOR = 4096  # characters
MAX_ORDERS = 3


class InvalidCursor(Invalid):
    title = "The cursor is not one that was returned for this order"


class Sortable:
    """The fields by which a list may be sorted, each with the type of its values."""

    def __init__(self, **types: Any) -> None:
        self._types = {name: TypeAdapter(type_) for name, type_ in types.items()}
        self._types["id"] = TypeAdapter(UUID)
        order = f"-?({'|'.join(types)})"
        self.pattern = f"^{order}(,{order}){{0,{MAX_ORDERS - 1}}}$"
        """What a caller may ask for, such as `-created_at,name`."""

    def orders(self, sort: str) -> tuple[Order, ...]:
        """Read what a caller has asked for; ids settle ties in the direction of the last field."""
        orders = [Order(field.lstrip("-"), field.startswith("-")) for field in sort.split(",")]
        return (*orders, Order("id", orders[-1].descending))

    def cursor(self, sort: str, last: object) -> str:
        """Point behind the last of a page; the text means nothing to callers."""
        position = [
            self._types[field].dump_python(getattr(last, field), mode="json")
            for field, _ in self.orders(sort)
        ]
        document = json.dumps([sort, *position], separators=(",", ":"))
        return urlsafe_b64encode(document.encode()).decode().rstrip("=")

    def position(self, sort: str, cursor: str) -> tuple[Any, ...]:
        """Return the values behind which the next page begins, or raise `InvalidCursor`."""
        try:
            padding = "=" * (-len(cursor) % 4)
            document = b64decode(cursor + padding, altchars=b"-_", validate=True)
            given, *position = json.loads(document)
            if given != sort:
                raise InvalidCursor
            return tuple(
                self._types[field].validate_python(value)
                for (field, _), value in zip(self.orders(sort), position, strict=True)
            )
        except (TypeError, ValueError, RecursionError) as error:
            raise InvalidCursor from error
