from dataclasses import dataclass

from app.database.models import Document
from app.database.models import Timestamps
from app.database.models import utc_now


@dataclass(kw_only=True)
class Leaf(Document):
    """A document of no collection, so that no index is created for it."""

    number: int


class TestDocument:
    def test_a_document_survives_being_stored(self) -> None:
        leaf = Leaf(number=7)

        stored = leaf.to_bson()

        assert stored == {"_id": leaf.id, "number": 7}
        assert Leaf.from_bson(stored) == leaf

    def test_a_field_that_the_model_has_lost_is_ignored(self) -> None:
        leaf = Leaf(number=7)

        assert Leaf.from_bson({**leaf.to_bson(), "colour": "green"}) == leaf

    def test_ids_are_in_the_order_of_creation(self) -> None:
        assert Leaf(number=1).id < Leaf(number=2).id


class TestModels:
    def test_only_models_with_a_collection_are_found(self) -> None:
        models = list(Document.models())

        assert "items" in {model.collection for model in models}
        assert not {Leaf, Timestamps} & set(models)


class TestUtcNow:
    def test_a_moment_is_as_fine_as_bson_keeps_it(self) -> None:
        assert utc_now().microsecond % 1000 == 0
