import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from httpx2 import Response
from prometheus_client import REGISTRY
from structlog.typing import EventDict
from uuid_utils.compat import uuid7

from app.items.repository import ItemRepository
from tests.fixtures.app import connect
from tests.fixtures.items import ITEMS
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of

CANARY = "hunter2"
PROMISED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def assert_promises(response: Response) -> None:
    """Every answer has a name, tells its time and says how it may be used."""
    assert PROMISED.items() <= {name: response.headers.get(name) for name in PROMISED}.items()
    assert response.headers["X-Request-ID"]
    assert response.headers["Server-Timing"].startswith("app;dur=")


def counted(route: str) -> float:
    labels = {"method": "GET", "route": route, "status": "200"}
    return REGISTRY.get_sample_value("http_requests_total", labels) or 0.0


class TestEveryAnswer:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", ITEMS, 200),
            ("GET", f"{ITEMS}/", 307),
            ("GET", "/nowhere", 404),
            ("TRACE", ITEMS, 405),
            ("FOO", "/health", 405),
            ("POST", ITEMS, 422),
        ],
    )
    async def test_has_the_same_headers(
        self, client: AsyncClient, method: str, path: str, status: int
    ) -> None:
        response = await client.request(method, path)

        assert response.status_code == status
        assert_promises(response)

    async def test_even_if_the_service_crashes(
        self, client: AsyncClient, monkeypatch: pytest.MonkeyPatch, log: list[EventDict]
    ) -> None:
        async def crash(repository: ItemRepository) -> int:
            raise RuntimeError

        monkeypatch.setattr(ItemRepository, "count", crash)

        response = await client.get(ITEMS)

        assert response.status_code == 500
        assert_promises(response)
        assert [line["event"] for line in log] == ["unforeseen error", "request"]
        assert {line["request_id"] for line in log} == {response.headers["X-Request-ID"]}

    @pytest.mark.parametrize(
        ("headers", "status"),
        [({"Host": "evil.test"}, 400), ({"Content-Encoding": "gzip"}, 415)],
    )
    async def test_or_does_not_let_the_request_in(
        self, client: AsyncClient, headers: dict[str, str], status: int
    ) -> None:
        response = await client.post(ITEMS, json={"name": "Lamp"}, headers=headers)

        assert response.status_code == status
        assert_promises(response)


class TestLimits:
    async def test_a_body_has_one(self, app: FastAPI, client: AsyncClient) -> None:
        limit = app.state.settings.max_body_bytes

        response = await client.post(ITEMS, content=b" " * (limit + 1))

        assert response.status_code == 413
        assert response.headers["Content-Type"] == "application/problem+json"
        assert_promises(response)


class TestMetrics:
    async def test_items_are_counted_by_their_template(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        item = await create_item(client)
        template = ITEMS + "/{item_id}"
        before = counted(template)

        await client.get(path_of(item))

        assert counted(template) == before + 1
        scraped = await connect(app).get("/metrics")
        assert f'route="{template}"' in scraped.text


class TestCompression:
    async def test_a_long_list_is_sent_as_gzip(self, client: AsyncClient) -> None:
        for _ in range(10):
            await create_item(client, description="a lamp like any other " * 10)

        response = await client.get(ITEMS, headers={"Accept-Encoding": "gzip"})

        assert response.headers["Content-Encoding"] == "gzip"
        assert len(response.json()["items"]) == 10


class TestLog:
    async def test_no_line_repeats_what_clients_send(
        self, client: AsyncClient, log: list[EventDict]
    ) -> None:
        credentials = {"Authorization": f"Bearer {CANARY}", "Cookie": f"session={CANARY}"}
        await client.post(f"{ITEMS}?token={CANARY}", json={"name": [CANARY]}, headers=credentials)
        await client.post(f"{ITEMS}?token={CANARY}", json={"name": CANARY})
        await client.get(f"{ITEMS}/{uuid7()}?password={CANARY}")

        assert [line["event"] for line in log] == ["request"] * 3
        assert CANARY not in str(log)
