from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog
from fastapi import BackgroundTasks
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from httpx2 import AsyncClient
from starlette.requests import Request
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send
from structlog.typing import EventDict

from app.middleware.headers import default_headers
from app.middleware.observe import Observe
from app.request_id import current_request_id
from app.settings import Settings
from tests.fixtures.app import connect
from tests.unit.middleware.service import service

HEADERS = default_headers(Settings.load())


@pytest.fixture
def leaves() -> FastAPI:
    app = service()

    @app.get("/id")
    async def read_id(request: Request) -> tuple[str, str]:
        return request.state.request_id, current_request_id.get()

    @app.get("/leaves/{number}")
    async def read_leaf(number: int, tasks: BackgroundTasks) -> str:
        structlog.get_logger().info("inside")
        tasks.add_task(structlog.get_logger().info, "afterwards")
        return "leaf"

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[str]:
            yield "one"
            yield "two"

        return StreamingResponse(parts())

    return app


@pytest.fixture
def client(leaves: FastAPI) -> AsyncClient:
    return connect(leaves, headers={"User-Agent": "tester"})


class TestRequestId:
    async def test_every_request_gets_an_id_of_its_own(self, client: AsyncClient) -> None:
        first, second = await client.get("/id"), await client.get("/id")

        assert first.json() == [first.headers["X-Request-ID"]] * 2
        assert second.json() == [second.headers["X-Request-ID"]] * 2
        assert first.json() != second.json()

    async def test_a_callers_id_is_kept(self, client: AsyncClient) -> None:
        response = await client.get("/id", headers={"X-Request-ID": "order-4711_a"})

        assert response.json() == ["order-4711_a", "order-4711_a"]
        assert response.headers["X-Request-ID"] == "order-4711_a"

    @pytest.mark.parametrize(
        "harmful", ["", "short", "a" * 65, "two words", "line\r\nbreak", "<script>", "übermäßig"]
    )
    async def test_a_harmful_id_is_replaced(self, client: AsyncClient, harmful: str) -> None:
        response = await client.get("/id", headers=[(b"X-Request-ID", harmful.encode())])

        assert response.json() == [response.headers["X-Request-ID"]] * 2 != [harmful] * 2

    async def test_outside_of_requests_there_is_none(self, client: AsyncClient) -> None:
        await client.get("/id")

        assert current_request_id.get() == ""


class TestLine:
    async def test_a_request_is_one_line(self, client: AsyncClient, log: list[EventDict]) -> None:
        response = await client.get("/id?token=hunter2")

        [line] = log
        assert line["event"] == "request"
        assert line["level"] == "info"
        assert (line["method"], line["path"], line["route"]) == ("GET", "/id", "/id")
        assert (line["status"], line["bytes"]) == (200, len(response.content))
        assert 0 < line["seconds"] < 10
        assert (line["client"], line["user_agent"]) == ("192.0.2.1", "tester")
        assert line["request_id"] == response.headers["X-Request-ID"]
        assert "hunter2" not in str(log)

    async def test_every_line_of_a_request_has_its_id(
        self, client: AsyncClient, log: list[EventDict]
    ) -> None:
        await client.get("/leaves/1", headers={"X-Request-ID": "order-4711"})

        events = [(line["event"], line["request_id"]) for line in log]
        assert events == [(each, "order-4711") for each in ("inside", "afterwards", "request")]

    async def test_a_callers_trace_is_told(
        self, client: AsyncClient, log: list[EventDict]
    ) -> None:
        trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        await client.get("/id", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
        await client.get("/id")

        assert [line.get("trace_id") for line in log] == [trace, None]

    async def test_all_parts_of_a_stream_are_measured(
        self, client: AsyncClient, log: list[EventDict]
    ) -> None:
        await client.get("/stream")

        assert log[0]["bytes"] == len("onetwo")

    async def test_the_text_of_a_client_is_cut(
        self, client: AsyncClient, log: list[EventDict]
    ) -> None:
        await client.get("/" + "a" * 9000, headers={"User-Agent": "b" * 9000})

        assert len(log[0]["path"]) == len(log[0]["user_agent"]) == 512

    async def test_a_client_that_left_before_an_answer_is_told_apart(
        self, log: list[EventDict]
    ) -> None:
        request: Scope = {"type": "http", "method": "GET", "path": "/", "headers": []}

        async def leave(scope: Scope, receive: Receive, send: Send) -> None:
            pass

        await Observe(leave, HEADERS)(request, receive_nothing, receive_nothing)

        assert (log[0]["status"], log[0]["client"]) == (499, "")


class TestHeaders:
    async def test_the_time_until_the_answer_began_is_told(self, client: AsyncClient) -> None:
        timing = (await client.get("/id")).headers["Server-Timing"]

        assert timing.startswith("app;dur=")
        assert 0 <= float(timing.removeprefix("app;dur=")) < 10_000

    async def test_every_answer_says_how_it_may_be_used(self, client: AsyncClient) -> None:
        headers = (await client.get("/id")).headers

        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"

    async def test_an_answer_may_say_otherwise(self, leaves: FastAPI) -> None:
        @leaves.get("/picture")
        async def picture() -> StreamingResponse:
            return StreamingResponse(iter(["x"]), headers={"Cache-Control": "max-age=60"})

        headers = (await connect(leaves).get("/picture")).headers

        assert headers.get_list("Cache-Control") == ["max-age=60"]

    @pytest.mark.parametrize(("scheme", "told"), [("http", False), ("https", True)])
    async def test_only_over_tls_browsers_shall_stay_there(
        self, client: AsyncClient, scheme: str, told: bool
    ) -> None:
        headers = (await client.get(f"{scheme}://service.test/id")).headers

        assert ("Strict-Transport-Security" in headers) is told


class TestSockets:
    async def test_a_refused_one_has_an_id_and_a_line_too(self, log: list[EventDict]) -> None:
        sent: list[Any] = []

        async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "websocket.http.response.start", "status": 403})

        async def send(message: Any) -> None:
            sent.append(dict(message["headers"]))

        await Observe(refuse, HEADERS)(socket("order-4711"), receive_nothing, send)

        assert sent[0][b"x-request-id"] == b"order-4711"
        assert (log[0]["status"], log[0]["request_id"]) == (403, "order-4711")

    async def test_an_accepted_one_is_a_line_when_it_ends(self, log: list[EventDict]) -> None:
        seen: list[Any] = []

        async def accept(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "websocket.accept"})
            seen.append(scope["state"]["request_id"])

        async def send(message: Any) -> None:
            seen.append(message)

        await Observe(accept, HEADERS)(socket("order-4711"), receive_nothing, send)

        assert seen == [{"type": "websocket.accept"}, "order-4711"]
        assert log[0]["status"] == 101


class TestLifespan:
    async def test_it_passes_untouched(self, log: list[EventDict]) -> None:
        seen: list[Scope] = []

        async def start(scope: Scope, receive: Receive, send: Send) -> None:
            seen.append(scope)

        await Observe(start, HEADERS)({"type": "lifespan"}, receive_nothing, receive_nothing)

        assert seen == [{"type": "lifespan"}]
        assert log == []


def socket(request_id: str) -> Scope:
    headers = [(b"x-request-id", request_id.encode())]
    return {"type": "websocket", "path": "/live", "scheme": "ws", "headers": headers}


async def receive_nothing(*_: Any) -> Any:
    raise AssertionError
