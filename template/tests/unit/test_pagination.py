import pytest
from pydantic import ValidationError
from starlette.responses import Response

from app.pagination import MAX_LIMIT
from app.pagination import MAX_OFFSET
from app.pagination import CursorQuery
from app.pagination import Links
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


class TestLinks:
    @pytest.mark.parametrize(
        ("offset", "expected"),
        [
            (0, ["<?limit=7&offset=0>", "<?limit=7&offset=7>"]),
            (3, ["<?limit=7&offset=0>", "<?limit=7&offset=0>", "<?limit=7&offset=10>"]),
            (MAX_OFFSET, ["<?limit=7&offset=0>", f"<?limit=7&offset={MAX_OFFSET - 7}>"]),
        ],
    )
    def test_neighbours_are_linked_as_far_as_they_can_be_asked_for(
        self, offset: int, expected: list[str]
    ) -> None:
        response = Response()

        Links(response).add_neighbours(PageQuery(limit=7, offset=offset), MAX_OFFSET * 2)

        lines = response.headers.getlist("Link")
        assert [line.partition(";")[0] for line in lines] == expected

    def test_what_was_asked_for_is_kept_and_quoted(self) -> None:
        response = Response()

        Links(response).add_next(CursorQuery(limit=7), "a>b")

        assert response.headers.getlist("Link") == [
            '<?limit=7>; rel="first"',
            '<?limit=7&cursor=a%3Eb>; rel="next"',
        ]
