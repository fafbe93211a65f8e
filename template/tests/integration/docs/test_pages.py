import re

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send

from app.main import create_app
from app.settings import Settings
from tests.fixtures.app import connect

PAGES = ("/docs", "/redoc", "/openapi.json")
ASSET = "/docs/assets/logo.svg"
VARIANTS = ("/docs/", "/redoc/", "/openapi.json/", "/docs/oauth2-redirect", "/DOCS", "//docs")


@pytest.fixture
def browser(app: FastAPI) -> AsyncClient:
    """What looks at the documentation has no credentials."""
    return connect(app)


def reached(**settings: object) -> AsyncClient:
    """Reach a service with other settings."""
    return connect(create_app(Settings.load().model_copy(update=settings)))


class TestPages:
    @pytest.mark.parametrize("page", ["/docs", "/redoc"])
    async def test_whatever_a_page_loads_comes_from_the_service(
        self, browser: AsyncClient, page: str
    ) -> None:
        html = (await browser.get(page)).raise_for_status().text

        loaded = re.findall(r'(?:src|href|spec-url)="([^"]*)"', html)
        for path in loaded:
            assert (await browser.get(path)).status_code == 200, path
        assert len(loaded) > 2
        assert "//" not in re.sub(r"<!.*?>", "", html)

    @pytest.mark.parametrize("page", ["/docs", "/redoc"])
    async def test_a_browser_runs_no_script_that_is_not_the_service_s(
        self, browser: AsyncClient, page: str
    ) -> None:
        response = await browser.get(page)

        assert "script-src 'self';" in response.headers["Content-Security-Policy"]
        assert "<script>" not in response.text

    async def test_the_description_says_where_a_proxy_has_put_the_service(
        self, app: FastAPI, browser: AsyncClient
    ) -> None:
        async def behind_a_proxy(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "root_path": "/orders"}, receive, send)

        document = (await connect(behind_a_proxy).get("/openapi.json")).json()

        assert document["servers"] == [{"url": "/orders"}]
        assert "servers" not in (await browser.get("/openapi.json")).json()


class TestWhereTheyAreShown:
    async def test_production_does_not_show_them(self) -> None:
        production = reached(environment="production")

        for path in (*PAGES, ASSET, *VARIANTS):
            assert (await production.get(path)).status_code == 404, path

    async def test_unless_it_is_asked_to(self) -> None:
        production = reached(environment="production", docs=True)

        for path in (*PAGES, ASSET):
            assert (await production.get(path)).status_code == 200, path

    async def test_development_shows_them(self) -> None:
        development = reached(environment="development")

        for path in (*PAGES, ASSET):
            assert (await development.get(path)).status_code == 200, path

    async def test_unless_it_is_asked_not_to(self) -> None:
        development = reached(environment="development", docs=False)

        for path in (*PAGES, ASSET):
            assert (await development.get(path)).status_code == 404, path
