from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app import about
from app.docs.document import describe
from app.docs.document import serialize
from app.docs.problems import Problem
from app.docs.tags import TAGS
from tests.fixtures.app import connect
from tests.fixtures.items import ITEMS

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"
ITEM = ITEMS + "/{item_id}"
STALE = "docs/openapi.json is not what the service says of itself: run `make openapi`"

Document = dict[str, Any]


@pytest.fixture
def document(app: FastAPI) -> Document:
    return describe(app)


def operations(document: Document) -> Iterator[Document]:
    for path in document["paths"].values():
        yield from path.values()


class TestDocument:
    def test_what_is_committed_is_what_the_service_says(self, document: Document) -> None:
        assert COMMITTED.read_text("utf-8") == serialize(document), STALE

    def test_it_tells_whose_service_it_is(self, document: Document) -> None:
        info = document["info"]
        assert info["title"] == about.TITLE
        assert info["version"] == about.VERSION
        assert info["contact"] == about.CONTACT
        assert info["license"] == about.LICENSE

    async def test_its_logo_is_there(self, app: FastAPI, document: Document) -> None:
        logo = await connect(app).get(f"/{document['info']['x-logo']['url']}")

        assert (logo.status_code, logo.headers["Content-Type"]) == (200, "image/svg+xml")

    def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(
        self, document: Document
    ) -> None:
        names = [operation["operationId"] for operation in operations(document)]

        assert len(names) == len(set(names))
        assert all(operation["description"] for operation in operations(document))

    def test_every_tag_is_explained_and_used(self, document: Document) -> None:
        used = {tag for operation in operations(document) for tag in operation["tags"]}

        assert {tag["name"] for tag in TAGS} == used

    def test_what_is_sent_is_shown_by_examples(self, document: Document) -> None:
        fields = document["components"]["schemas"]["ItemCreate"]["properties"]

        assert all(field["examples"] for field in fields.values())


class TestProblems:
    def test_every_error_that_is_shared_is_a_problem(self, document: Document) -> None:
        shared = document["components"]["responses"]
        assert shared.keys() >= {"NotFound", "TooManyRequests", "UnprocessableContent"}
        for response in shared.values():
            assert response["content"].keys() == {"application/problem+json"}

    def test_nothing_is_left_of_the_errors_that_fastapi_would_answer(
        self, document: Document
    ) -> None:
        assert "ValidationError" not in str(document)

    async def test_a_problem_is_what_its_schema_says(self, client: AsyncClient) -> None:
        for response in (
            await client.get(f"{ITEMS}/1"),
            await client.post(ITEMS, json={}),
            await client.get("/nowhere"),
        ):
            Problem.model_validate(response.json())

    def test_an_operation_declares_what_it_may_answer(self, document: Document) -> None:
        declared = document["paths"][ITEMS]["post"]["responses"].keys()

        assert declared >= {"201", "400", "413", "415", "422", "429", "503"}
        assert document["paths"][ITEM]["get"]["responses"].keys() >= {"404"}
        assert "422" not in document["paths"]["/health"]["get"]["responses"]
