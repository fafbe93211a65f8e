from app.items.models import Item
from app.items.search import ItemSearch
from app.search import Where


class TestItemSearch:
    def test_only_what_items_have_is_searched_for(self) -> None:
        marks = [
            mark
            for field in ItemSearch.model_fields.values()
            for mark in field.metadata
            if isinstance(mark, Where)
        ]

        assert marks
        assert all(mark.field in Item.__annotations__ for mark in marks)
