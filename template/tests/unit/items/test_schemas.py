import pytest
from pydantic import ValidationError

from app.items.models import MAX_DESCRIPTION
from app.items.models import MAX_NAME
from app.items.models import MAX_QUANTITY
from app.items.schemas import ItemCreate
from app.items.schemas import ItemPatch


class TestItemCreate:
    def test_only_the_name_is_needed(self) -> None:
        assert ItemCreate(name="Lamp") == ItemCreate(name="Lamp", description="", quantity=0)

    def test_the_limits_are_included(self) -> None:
        item = ItemCreate(
            name="n" * MAX_NAME, description="d" * MAX_DESCRIPTION, quantity=MAX_QUANTITY
        )

        assert item.quantity == MAX_QUANTITY

    @pytest.mark.parametrize(
        "fields",
        [
            {"name": ""},
            {"name": "n" * (MAX_NAME + 1)},
            {"description": "d" * (MAX_DESCRIPTION + 1)},
            {"quantity": -1},
            {"quantity": MAX_QUANTITY + 1},
        ],
        ids=str,
    )
    def test_what_lies_beyond_is_refused(self, fields: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            ItemCreate.model_validate({"name": "Lamp", **fields})


class TestItemPatch:
    def test_what_is_not_sent_is_not_changed(self) -> None:
        assert ItemPatch(quantity=1).model_dump(exclude_unset=True) == {"quantity": 1}

    @pytest.mark.parametrize("field", ["name", "description", "quantity"])
    def test_null_is_not_a_value(self, field: str) -> None:
        with pytest.raises(ValidationError):
            ItemPatch.model_validate({field: None})
