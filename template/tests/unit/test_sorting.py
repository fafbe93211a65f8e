import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from uuid import UUID

import pytest

from app.items.schemas import Name
from app.items.schemas import Quantity
from app.schemas import Moment
from app.search import Order
from app.sorting import InvalidCursor
from app.sorting import Sortable

SORTABLE = Sortable(created_at=Moment, name=Name, quantity=Quantity)
ID = "0190163d-8694-739b-aea5-966c26f8ad91"


@dataclass
class Leaf:
    id = UUID(ID)
    created_at = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    name: str = "Leaf"
    quantity: int = 7


def encode(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


class TestPattern:
    @pytest.mark.parametrize("sort", ["name", "-name", "name,-created_at,quantity"])
    def test_declared_fields_are_allowed(self, sort: str) -> None:
        assert re.search(SORTABLE.pattern, sort)

    @pytest.mark.parametrize("sort", ["", "id", "owner", "name,", "name,name,name,name", "-"])
    def test_nothing_else_is(self, sort: str) -> None:
        assert not re.search(SORTABLE.pattern, sort)


class TestOrders:
    def test_ids_settle_ties_in_the_direction_of_the_last_field(self) -> None:
        assert SORTABLE.orders("name,-quantity") == (
            Order("name"),
            Order("quantity", descending=True),
            Order("id", descending=True),
        )


class TestCursor:
    @pytest.mark.parametrize(
        ("sort", "position"),
        [
            ("-created_at", (Leaf.created_at, Leaf.id)),
            ("name,-quantity", ("Leaf", 7, Leaf.id)),
        ],
    )
    def test_a_position_survives_the_journey(
        self, sort: str, position: tuple[object, ...]
    ) -> None:
        assert SORTABLE.position(sort, SORTABLE.cursor(sort, Leaf())) == position

    @pytest.mark.parametrize("name", ["🦉", '"', "\\", "\x01", "é", "?" * 200])
    def test_it_may_stand_in_an_address_as_it_is(self, name: str) -> None:
        cursor = SORTABLE.cursor("name", Leaf(name=name))

        assert re.fullmatch(r"[A-Za-z0-9_-]+", cursor)
        assert SORTABLE.position("name", cursor)[0] == name

    @pytest.mark.parametrize(
        "cursor",
        [
            "",
            "x",
            "é",
            "\0",
            f"{encode('[')}$$",
            "A" * 4096,
            encode("null"),
            encode("{}"),
            encode("[]"),
            encode("[" * 3000),
            encode("9" * 3000),
            encode('["name"]'),
            encode('["name","Leaf"]'),
            encode('["name","Leaf","1"]'),
            encode('["name","Leaf",null]'),
            encode(f'["name",null,"{ID}"]'),
            encode(f'["name","","{ID}"]'),
            encode(f'["name",{{"$gt":""}},"{ID}"]'),
            encode(f'["name","Le\\u0000af","{ID}"]'),
            encode(f'["name","\\ud800","{ID}"]'),
            encode(f'["name","Leaf","{ID}",1]'),
            encode(f'["-name","Leaf","{ID}"]'),
        ],
    )
    def test_what_was_never_returned_is_refused(self, cursor: str) -> None:
        with pytest.raises(InvalidCursor):
            SORTABLE.position("name", cursor)

    @pytest.mark.parametrize(
        ("sort", "value"),
        [
            ("quantity", "1" + "0" * 20),
            ("quantity", "-1"),
            ("quantity", "NaN"),
            ("created_at", '"0001-01-01T00:00:00+23:59"'),
            ("created_at", '"9999-12-31T23:59:59-23:59"'),
            ("created_at", '"2026-01-01T00:00:00"'),
            ("created_at", "1e400"),
        ],
    )
    def test_a_value_that_nothing_has_is_refused(self, sort: str, value: str) -> None:
        with pytest.raises(InvalidCursor):
            SORTABLE.position(sort, encode(f'["{sort}",{value},"{ID}"]'))
