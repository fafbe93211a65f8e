import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from structlog.typing import EventDict

from tests.fixtures.app import connect
from tests.unit.middleware.service import service


@pytest.fixture
def leaves() -> FastAPI:
    app = service()

    @app.get("/leaf")
    async def read_leaf() -> str:
        return "leaf" * 1000

    @app.post("/crash")
    async def crash() -> None: ...

    return app


@pytest.fixture
def client(leaves: FastAPI) -> AsyncClient:
    return connect(leaves)


class TestHead:
    async def test_it_says_what_get_would_say_without_the_body(self, client: AsyncClient) -> None:
        got, asked = await client.get("/leaf"), await client.head("/leaf")

        assert asked.status_code == 200
        assert asked.content == b""
        assert got.headers["Content-Length"] == asked.headers["Content-Length"]
        assert got.headers["Content-Type"] == asked.headers["Content-Type"]

    async def test_it_is_logged_as_what_it_is(
        self, client: AsyncClient, log: list[EventDict]
    ) -> None:
        await client.head("/leaf")

        assert (log[0]["method"], log[0]["route"], log[0]["bytes"]) == ("HEAD", "/leaf", 0)

    async def test_what_cannot_be_read_is_refused(self, client: AsyncClient) -> None:
        response = await client.head("/crash")

        assert response.status_code == 405
        assert response.headers["Allow"] == "POST"
        assert response.content == b""
