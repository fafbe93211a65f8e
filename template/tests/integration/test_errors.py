import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.items.repository import ItemRepository
from tests.fixtures.app import connect
from tests.fixtures.items import ITEMS


class TestProblems:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/nowhere", 404),
            ("GET", f"{ITEMS}/0190163d-8694-739b-aea5-966c26f8ad91", 404),
            ("GET", f"{ITEMS}/1", 422),
            ("DELETE", "/health", 405),
            ("TRACE", "/health", 405),
            ("FOO", "/health", 405),
        ],
    )
    async def test_every_error_is_a_problem_document(
        self, client: AsyncClient, method: str, path: str, status: int
    ) -> None:
        response = await client.request(method, path)

        assert response.status_code == status
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == status
        assert response.json()["request_id"] == response.headers["X-Request-ID"]

    async def test_a_wrong_method_is_answered_with_the_right_ones(
        self, client: AsyncClient
    ) -> None:
        assert (await client.delete("/health")).headers["Allow"] == "GET"

    async def test_a_refusal_does_not_repeat_what_was_sent(self, client: AsyncClient) -> None:
        response = await client.post(ITEMS, json={"name": ["hunter2"], "quantity": "hunter2"})

        assert response.status_code == 422
        assert {error["pointer"] for error in response.json()["errors"]} == {"/name", "/quantity"}
        assert "hunter2" not in response.text


class TestCrash:
    async def test_the_answer_has_a_request_id_and_no_internals(
        self, app: FastAPI, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def crash(repository: ItemRepository) -> int:
            raise RuntimeError("SELECT hunter2 FROM secrets")

        monkeypatch.setattr(ItemRepository, "count", crash)

        response = await connect(app, headers=client.headers).get(ITEMS)

        assert response.status_code == 500
        assert response.json() == {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "request_id": response.headers["X-Request-ID"],
        }
