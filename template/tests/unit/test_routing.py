import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.routing import Router
from tests.fixtures.app import connect


@pytest.fixture
def client() -> AsyncClient:
    app = FastAPI()
    v1 = Router(prefix="/v1")
    leaves = Router(prefix="/leaves")
    buds = Router(prefix="/{tree}/buds")

    @leaves.get("/{number}")
    async def read_leaf(number: int) -> int:
        return number

    @buds.get("")
    async def count_buds(tree: str) -> str:
        return tree

    v1.include_router(leaves)
    v1.include_router(buds)
    app.include_router(v1)
    return connect(app)


class TestRouter:
    async def test_a_route_is_found_below_all_prefixes(self, client: AsyncClient) -> None:
        assert (await client.get("/v1/leaves/7")).json() == 7

    async def test_a_prefix_may_have_parameters(self, client: AsyncClient) -> None:
        assert (await client.get("/v1/oak/buds")).json() == "oak"

    @pytest.mark.parametrize("path", ["/leaves/7", "/v2/leaves/7", "/v1/leave/7", "/v1"])
    async def test_nothing_else_is(self, client: AsyncClient, path: str) -> None:
        assert (await client.get(path)).status_code == 404

    async def test_another_method_is_not_allowed(self, client: AsyncClient) -> None:
        assert (await client.post("/v1/leaves/7")).status_code == 405
