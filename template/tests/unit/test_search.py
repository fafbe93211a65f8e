from typing import Annotated

from app.search import Condition
from app.search import Filter
from app.search import Where


class Leaves(Filter):
    colour: Annotated[str | None, Where("colour", "equals")] = None
    age_min: Annotated[int | None, Where("age", "at least")] = None
    sort: str = "age"


class TestFilter:
    def test_without_parameters_nothing_is_demanded(self) -> None:
        assert list(Leaves().conditions()) == []

    def test_each_parameter_is_compared_as_its_mark_says(self) -> None:
        found = list(Leaves(colour="red", age_min=0).conditions())

        assert found == [Condition("colour", "equals", "red"), Condition("age", "at least", 0)]
