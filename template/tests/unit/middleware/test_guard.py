import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from httpx2 import Response
from starlette.types import Message
from starlette.types import Scope

from app.middleware.guard import AllowedHosts
from app.middleware.guard import Guard
from tests.fixtures.app import connect
from tests.unit.middleware.service import service


@pytest.fixture
def leaves() -> FastAPI:
    app = service(allowed_hosts=frozenset({"service.test", "*.example.com"}))

    @app.get("/health")
    @app.get("/leaf")
    async def read_leaf() -> str:
        return "leaf"

    @app.post("/leaf")
    async def create_leaf(leaf: dict[str, str]) -> dict[str, str]:
        return leaf

    return app


@pytest.fixture
def client(leaves: FastAPI) -> AsyncClient:
    return connect(leaves)


async def read(client: AsyncClient, host: str, path: str = "/leaf") -> Response:
    return await client.get(path, headers={"Host": host})


class TestHosts:
    @pytest.mark.parametrize(
        "host", ["service.test", "SERVICE.test:8000", "a.example.com", "a.b.example.com"]
    )
    async def test_who_calls_the_service_by_its_name_is_answered(
        self, client: AsyncClient, host: str
    ) -> None:
        assert (await read(client, host)).status_code == 200

    @pytest.mark.parametrize(
        "host",
        ["evil.test", "service.test.evil.test", "example.com", "a@service.test", "[::1", "", "ü"],
    )
    async def test_another_name_is_refused_and_the_setting_is_named(
        self, client: AsyncClient, host: str
    ) -> None:
        response = await client.get("/leaf", headers=[(b"Host", host.encode())])

        assert response.status_code == 400
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["type"] == "urn:problem:unknown-host"
        assert "ALLOWED_HOSTS" in response.json()["detail"]
        assert "X-Request-ID" in response.headers

    async def test_what_a_proxy_was_asked_for_does_not_count(self, client: AsyncClient) -> None:
        headers = {"Host": "evil.test", "X-Forwarded-Host": "service.test"}

        assert (await client.get("/leaf", headers=headers)).status_code == 400

    async def test_probes_may_call_it_by_any_address(self, client: AsyncClient) -> None:
        assert (await read(client, "10.1.2.3:8000", "/health")).status_code == 200

    @pytest.mark.parametrize(
        ("names", "allowed"), [([], False), ([b"a.test"], True), ([b"a.test", b"a.test"], False)]
    )
    def test_a_request_names_one_host(self, names: list[bytes], allowed: bool) -> None:
        assert AllowedHosts(["a.test"]).allow(names) is allowed

    def test_an_address_in_brackets_is_a_host(self) -> None:
        assert AllowedHosts(["[::1]"]).allow([b"[::1]:8000"])

    def test_whoever_wants_may_switch_it_off(self) -> None:
        assert AllowedHosts(["*"]).allow([b"anything"])

    async def test_a_socket_is_refused_too(self) -> None:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        scope: Scope = {
            "type": "websocket",
            "path": "/live",
            "headers": [(b"host", b"evil.test")],
            "state": {"request_id": "order-4711"},
        }
        await Guard(answer, ["service.test"])(scope, receive, send)

        assert sent[0]["type"] == "websocket.http.response.start"
        assert sent[0]["status"] == 400

    async def test_the_lifespan_passes(self) -> None:
        with pytest.raises(AssertionError):
            await Guard(answer, [])({"type": "lifespan"}, receive, answer)


class TestContent:
    @pytest.mark.parametrize("encoding", ["gzip", "GZIP", "br", "deflate, gzip"])
    async def test_a_compressed_body_is_refused(self, client: AsyncClient, encoding: str) -> None:
        response = await client.post("/leaf", json={}, headers={"Content-Encoding": encoding})

        assert response.status_code == 415
        assert response.headers["Accept-Encoding"] == "identity"
        assert response.json()["type"] == "urn:problem:unknown-encoding"

    @pytest.mark.parametrize(
        "kind", ["application/json; charset=utf-7", "application/problem+json;charset=latin1"]
    )
    async def test_json_in_another_charset_is_refused(
        self, client: AsyncClient, kind: str
    ) -> None:
        response = await client.post("/leaf", content=b"{}", headers={"Content-Type": kind})

        assert response.status_code == 415
        assert response.json()["type"] == "urn:problem:unknown-charset"

    @pytest.mark.parametrize("kind", ["text/plain", ""])
    async def test_what_does_not_say_that_it_is_json_is_none(
        self, client: AsyncClient, kind: str
    ) -> None:
        response = await client.post("/leaf", content=b"{}", headers={"Content-Type": kind})

        assert response.status_code == 422

    @pytest.mark.parametrize(
        "headers",
        [
            {"Content-Type": "application/json"},
            {"Content-Type": 'application/json; charset="UTF-8"'},
            {"Content-Type": "application/json; charset=utf-8", "Content-Encoding": "identity"},
        ],
    )
    async def test_plain_json_is_accepted(
        self, client: AsyncClient, headers: dict[str, str]
    ) -> None:
        response = await client.post("/leaf", content=b'{"a": "b"}', headers=headers)

        assert response.json() == {"a": "b"}


async def answer(*_: object) -> None:
    raise AssertionError


async def receive() -> Message:
    raise AssertionError
