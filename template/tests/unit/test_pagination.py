import pytest
from pydantic import ValidationError

from app.pagination import MAX_LIMIT
from app.pagination import MAX_OFFSET
from app.pagination import Page
from app.pagination import PageQuery
from app.schemas import Schema


class Leaf(Schema):
    number: int


class TestPageQuery:
    def test_the_first_twenty_are_the_default(self) -> None:
        assert PageQuery() == PageQuery(limit=20, offset=0)

    @pytest.mark.parametrize(("limit", "offset"), [(1, 0), (MAX_LIMIT, MAX_OFFSET)])
    def test_the_bounds_are_included(self, limit: int, offset: int) -> None:
        assert PageQuery(limit=limit, offset=offset).limit == limit

    @pytest.mark.parametrize(
        ("limit", "offset"), [(0, 0), (-1, 0), (MAX_LIMIT + 1, 0), (1, -1), (1, MAX_OFFSET + 1)]
    )
    def test_what_lies_beyond_is_refused(self, limit: int, offset: int) -> None:
        with pytest.raises(ValidationError):
            PageQuery(limit=limit, offset=offset)


class TestPage:
    def test_a_page_repeats_the_query_and_tells_the_total(self) -> None:
        page = Page.of([Leaf(number=7)], 30, PageQuery(limit=1, offset=6))

        assert page.model_dump() == {
            "items": [{"number": 7}],
            "total": 30,
            "limit": 1,
            "offset": 6,
        }
