"""The page for developers."""

import re

import pytest
from httpx2 import AsyncClient
from starlette.datastructures import State

from tests.fixtures.live import Server


@pytest.fixture
def development(state: State) -> None:
    state.settings = state.settings.model_copy(update={"environment": "development"})


class TestPage:
    @pytest.mark.usefixtures("development")
    async def test_developers_get_it_with_all_its_parts(self, client: AsyncClient) -> None:
        page = await client.get("/live")
        assert page.headers["Content-Type"].startswith("text/html")

        parts = set(re.findall(r'(?:href|src)="(/live/[^"]+)"', page.text))
        script = await client.get("/live/page.js")
        parts |= {f"/live/{name}" for name in re.findall(r'from "./([^"]+)"', script.text)}

        assert len(parts) == 5
        for part in parts:
            assert (await client.get(part)).status_code == 200

    @pytest.mark.usefixtures("development")
    async def test_it_runs_nothing_but_its_own_files(self, client: AsyncClient) -> None:
        page = await client.get("/live")

        assert page.headers["Content-Security-Policy"].startswith("default-src 'self';")
        assert "style=" not in page.text
        assert re.findall(r"<script[^>]*>([^<]+)", page.text) == []

    @pytest.mark.usefixtures("development")
    async def test_it_has_no_other_parts(self, client: AsyncClient) -> None:
        assert (await client.get("/live/page.html")).status_code == 422

    @pytest.mark.parametrize("path", ["/live", "/live/page.js", "/live/anything"])
    async def test_elsewhere_there_is_none(self, client: AsyncClient, path: str) -> None:
        assert (await client.get(path)).status_code == 404

    async def test_the_documentation_does_not_know_it(self, client: AsyncClient) -> None:
        paths = (await client.get("/openapi.json")).json()["paths"]

        assert [path for path in paths if path.startswith("/live")] == []


class TestOrigin:
    @pytest.mark.usefixtures("development")
    async def test_it_may_connect(self, server: Server, client: AsyncClient) -> None:
        async with server.connect(client, origin=f"http://{server.address}") as anne:
            assert await anne.hears_nothing()

    async def test_elsewhere_it_may_not(self, server: Server, client: AsyncClient) -> None:
        refusal = await server.refuses(client, origin=f"http://{server.address}")

        assert refusal.status_code == 403

    @pytest.mark.usefixtures("development")
    async def test_another_service_on_this_machine_may_not(
        self, server: Server, client: AsyncClient
    ) -> None:
        assert (await server.refuses(client, origin="http://127.0.0.1:1")).status_code == 403
