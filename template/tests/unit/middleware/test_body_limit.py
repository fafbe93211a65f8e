from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from fastapi import Request
from httpx2 import AsyncClient

from app.middleware.body_limit import may_have_body
from tests.fixtures.app import connect
from tests.unit.middleware.service import service

JSON = {"Content-Type": "application/json"}
LIMIT = 100
WIDE = 1000


@pytest.fixture
def leaves() -> FastAPI:
    app = service(max_body_bytes=LIMIT)

    @app.post("/leaf")
    async def create_leaf(leaf: list[int]) -> int:
        return len(leaf)

    @app.post("/bytes")
    async def create_bytes(request: Request) -> int:
        return len(await request.body())

    @app.post("/wide", max_body_size=WIDE)
    async def create_wide(request: Request) -> int:
        return len(await request.body())

    @app.post("/deaf")
    async def ignore() -> str:
        return "heard nothing"

    return app


@pytest.fixture
def client(leaves: FastAPI) -> AsyncClient:
    return connect(leaves, headers=JSON)


async def pieces(size: int) -> AsyncIterator[bytes]:
    """A body that does not tell its length."""
    for _ in range(size):
        yield b" "


class TestBodyLimit:
    @pytest.mark.parametrize("path", ["/leaf", "/bytes"])
    async def test_a_declared_length_beyond_it_is_refused(
        self, client: AsyncClient, path: str
    ) -> None:
        response = await client.post(path, content=b" " * (LIMIT + 1))

        assert response.status_code == 413
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["request_id"] == response.headers["X-Request-ID"]

    @pytest.mark.parametrize("path", ["/leaf", "/bytes"])
    async def test_so_is_a_body_that_turns_out_to_be_longer(
        self, client: AsyncClient, path: str
    ) -> None:
        response = await client.post(path, content=pieces(LIMIT + 1))

        assert response.status_code == 413
        assert response.headers["Content-Type"] == "application/problem+json"

    async def test_nothing_is_read_of_a_body_that_says_it_is_too_long(
        self, client: AsyncClient
    ) -> None:
        async def body() -> AsyncIterator[bytes]:
            yield b""
            raise AssertionError

        headers = {"Content-Length": str(LIMIT + 1)}
        response = await client.post("/leaf", content=body(), headers=headers)

        assert response.status_code == 413

    async def test_what_fits_is_read(self, client: AsyncClient) -> None:
        assert (await client.post("/leaf", json=[1, 2])).json() == 2
        assert (await client.post("/bytes", content=b" " * LIMIT)).json() == LIMIT
        assert (await client.post("/bytes", content=pieces(LIMIT))).json() == LIMIT

    async def test_a_route_may_allow_more(self, client: AsyncClient) -> None:
        assert (await client.post("/wide", content=b" " * WIDE)).json() == WIDE
        assert (await client.post("/wide", content=pieces(WIDE))).json() == WIDE

    @pytest.mark.parametrize("declared", [True, False])
    async def test_and_its_own_limit_holds(self, client: AsyncClient, declared: bool) -> None:
        content = b" " * (WIDE + 1) if declared else pieces(WIDE + 1)

        response = await client.post("/wide", content=content)

        assert response.status_code == 413
        assert response.headers["Content-Type"] == "application/problem+json"

    async def test_what_nobody_reads_harms_nobody(self, client: AsyncClient) -> None:
        response = await client.post("/deaf", content=b" " * (LIMIT + 1))

        assert response.json() == "heard nothing"


class TestMayHaveBody:
    @pytest.mark.parametrize(
        ("version", "headers", "answer"),
        [
            ("1.1", [], False),
            ("1.1", [(b"content-length", b"1")], True),
            ("1.1", [(b"transfer-encoding", b"chunked")], True),
            ("2", [], True),
        ],
    )
    def test_http_1_says_it_in_the_headers(
        self, version: str, headers: list[tuple[bytes, bytes]], answer: bool
    ) -> None:
        scope = {"type": "http", "http_version": version, "headers": headers}

        assert may_have_body(scope) is answer
