import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.fixtures.app import connect
from tests.unit.middleware.service import service

OURS = "https://app.example.com"


@pytest.fixture
def leaves() -> FastAPI:
    app = service(allowed_origins=frozenset({OURS}))

    @app.get("/leaf")
    async def read_leaf() -> str:
        return "leaf"

    return app


@pytest.fixture
def client(leaves: FastAPI) -> AsyncClient:
    return connect(leaves)


def preflight(origin: str, method: str = "PUT", headers: str = "If-Match") -> dict[str, str]:
    return {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": headers,
    }


class TestCors:
    @pytest.mark.parametrize("path", ["/leaf", "/nowhere"])
    async def test_our_page_may_read_answers_and_what_they_tell(
        self, client: AsyncClient, path: str
    ) -> None:
        headers = (await client.get(path, headers={"Origin": OURS})).headers

        assert headers["Access-Control-Allow-Origin"] == OURS
        assert "Origin" in headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in headers
        exposed = headers["Access-Control-Expose-Headers"].split(", ")
        assert {"ETag", "Link", "RateLimit-Remaining", "Retry-After", "X-Request-ID"} <= {*exposed}

    @pytest.mark.parametrize(
        "origin",
        [
            "null",
            "https://evil.example",
            "http://app.example.com",
            "https://app.example.com.evil.example",
            "https://evil-app.example.com",
            "https://sub.app.example.com",
            "https://app.example.com:8443",
        ],
    )
    async def test_no_other_page_may(self, client: AsyncClient, origin: str) -> None:
        read = await client.get("/leaf", headers={"Origin": origin})
        asked = await client.options("/leaf", headers=preflight(origin))

        assert read.status_code == 200
        assert asked.status_code == 400
        assert "Access-Control-Allow-Origin" not in read.headers
        assert "Access-Control-Allow-Origin" not in asked.headers

    @pytest.mark.parametrize("header", ["authorization", "content-type", "idempotency-key"])
    async def test_our_page_may_ask_beforehand(self, client: AsyncClient, header: str) -> None:
        response = await client.options("/leaf", headers=preflight(OURS, headers=header))

        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Origin"] == OURS
        assert "PUT" in response.headers["Access-Control-Allow-Methods"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    async def test_what_no_page_asked_for_is_not_meant_for_all(self, client: AsyncClient) -> None:
        headers = (await client.get("/leaf")).headers

        assert "Access-Control-Allow-Origin" not in headers
        assert headers["Vary"] == "Origin"
