import pytest
from fastapi import FastAPI

from tests.fixtures.items import ITEMS
from tests.fixtures.items import ITEMS_V2

ITEM = "/{item_id}"
ANSWERS = {
    ("", "post"): {"201", "409", "422"},
    ("", "get"): {"200", "422"},
    (ITEM, "get"): {"200", "304", "404", "422"},
    (ITEM, "put"): {"200", "404", "409", "412", "422"},
    (ITEM, "patch"): {"200", "404", "409", "412", "422"},
    (ITEM, "delete"): {"204", "404", "409", "412", "422"},
}


@pytest.mark.parametrize("items", [ITEMS, ITEMS_V2])
class TestDocument:
    def test_every_answer_is_declared(self, app: FastAPI, items: str) -> None:
        paths = app.openapi()["paths"]

        for (path, method), expected in ANSWERS.items():
            assert paths[items + path][method]["responses"].keys() >= expected, (path, method)

    def test_headers_are_described(self, app: FastAPI, items: str) -> None:
        paths = app.openapi()["paths"]
        told = paths[items + ITEM]["get"]["responses"]["200"]["headers"]
        asked = {
            parameter["name"].lower()
            for path in (items, items + ITEM)
            for operation in paths[path].values()
            for parameter in operation["parameters"]
            if parameter["in"] == "header"
        }

        assert told.keys() == {"ETag"}
        assert asked == {"idempotency-key", "if-match", "if-none-match"}


def test_bodies_have_examples_and_names_of_their_own(app: FastAPI) -> None:
    schemas = app.openapi()["components"]["schemas"]

    for name in ("ItemCreate", "ItemCreateV2", "ItemRead", "ItemReadV2"):
        assert schemas[name]["properties"]["name"]["examples"] == ["Lamp"]
