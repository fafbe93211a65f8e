import asyncio
from collections.abc import AsyncIterator
from collections.abc import Iterable
from typing import Any

import pytest
from fastapi import BackgroundTasks
from fastapi import Depends
from fastapi import FastAPI
from fastapi import Request
from fastapi.responses import StreamingResponse
from httpx2 import AsyncClient
from prometheus_client import REGISTRY
from starlette.requests import ClientDisconnect
from starlette.requests import HTTPConnection
from starlette.types import Message
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send
from starlette.websockets import WebSocketDisconnect
from structlog.typing import EventDict

from app.deadline import extend_deadline
from app.middleware.fallback import Fallback
from tests.fixtures.app import connect
from tests.unit.middleware.service import service

SOON = 0.02  # seconds
ROOMY = 0.5  # seconds; for what has to be done before, however busy the machine


async def crash() -> None:
    raise RuntimeError("hunter2")


@pytest.fixture
def fragile() -> FastAPI:
    """A service that fails in many ways."""
    app = service(allowed_origins=frozenset({"https://app.test"}))

    app.get("/endpoint")(crash)

    @app.get("/dependency", dependencies=[Depends(crash)])
    async def depend() -> None: ...

    @app.get("/background")
    async def background(tasks: BackgroundTasks) -> str:
        tasks.add_task(crash)
        return "done"

    return app


@pytest.fixture
def client(fragile: FastAPI) -> AsyncClient:
    return connect(fragile)


def crashes() -> float:
    return REGISTRY.get_sample_value("http_crashes_total") or 0.0


class TestCrash:
    @pytest.mark.parametrize("place", ["endpoint", "dependency"])
    async def test_it_is_an_answer_like_any_other(
        self, client: AsyncClient, place: str, log: list[EventDict]
    ) -> None:
        before = crashes()

        response = await client.get(f"/{place}", headers={"Origin": "https://app.test"})

        assert response.status_code == 500
        assert response.json()["request_id"] == response.headers["X-Request-ID"]
        assert "hunter2" not in response.text
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Access-Control-Allow-Origin"] == "https://app.test"
        error, line = log
        assert (error["level"], error["request_id"]) == ("error", line["request_id"])
        assert "in crash" in error["exception"]
        assert line["status"] == 500
        assert crashes() == before + 1

    async def test_after_the_answer_it_is_logged_and_counted(
        self, client: AsyncClient, log: list[EventDict]
    ) -> None:
        before = crashes()

        response = await client.get("/background")

        assert response.status_code == 200
        assert [line["event"] for line in log] == ["unforeseen error", "request"]
        assert crashes() == before + 1

    async def test_an_answer_that_has_begun_stays_unfinished(self, log: list[EventDict]) -> None:
        start = {"type": "http.response.start", "status": 200}

        async def stop_halfway(scope: Scope, receive: Receive, send: Send) -> None:
            await send(start)
            await crash()

        assert await sent_by(stop_halfway, "http") == [start]
        assert [line["event"] for line in log] == ["unforeseen error"]

    async def test_a_timeout_of_something_else_is_a_crash(
        self, fragile: FastAPI, client: AsyncClient
    ) -> None:
        @fragile.get("/impatient")
        async def impatient() -> None:
            raise TimeoutError

        assert (await client.get("/impatient")).status_code == 500


class TestDeadline:
    @pytest.fixture
    def slow(self) -> FastAPI:
        app = service(request_deadline=ROOMY)

        @app.get("/late")
        async def late(request: Request) -> str:
            extend_deadline(request, 10)
            await asyncio.sleep(1.2 * ROOMY)
            return "late"

        @app.get("/long")
        async def long() -> StreamingResponse:
            async def parts() -> AsyncIterator[str]:
                yield "one "
                await asyncio.sleep(1.2 * ROOMY)
                yield "two"

            return StreamingResponse(parts())

        return app

    async def test_nobody_waits_beyond_it(self, log: list[EventDict]) -> None:
        app = service(request_deadline=SOON)

        @app.get("/never")
        async def never() -> None:
            await asyncio.Event().wait()

        response = await connect(app).get("/never")

        assert response.status_code == 503
        assert response.headers["Retry-After"] == "5"
        assert response.json()["type"] == "urn:problem:too-late"
        assert [line["event"] for line in log] == ["the answer took too long", "request"]

    async def test_a_route_may_take_longer(self, slow: FastAPI) -> None:
        assert (await connect(slow).get("/late")).json() == "late"

    async def test_an_answer_that_has_begun_goes_on(self, slow: FastAPI) -> None:
        assert (await connect(slow).get("/long")).text == "one two"

    async def test_an_answer_just_in_time_is_not_taken_back(self) -> None:
        async def answer_late(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                await send({"type": "http.response.start", "status": 200})
                raise

        sent = await sent_by(answer_late, "http", deadline=SOON)

        assert sent == [{"type": "http.response.start", "status": 200}]

    async def test_a_cancellation_from_outside_is_passed_on(self) -> None:
        begun = asyncio.Event()

        async def wait(scope: Scope, receive: Receive, send: Send) -> None:
            begun.set()
            await asyncio.Event().wait()

        serving = asyncio.create_task(sent_by(wait, "http"))
        await begun.wait()
        serving.cancel()

        with pytest.raises(asyncio.CancelledError):
            await serving

    async def test_an_outer_cancellation_counts_even_if_it_is_over(self) -> None:
        async def be_cancelled(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                serving.cancel()
                raise

        serving = asyncio.create_task(sent_by(be_cancelled, "http", deadline=SOON))

        with pytest.raises(asyncio.CancelledError):
            await serving

    async def test_it_cannot_be_extended_once_it_is_over(self) -> None:
        async def insist(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                extend_deadline(HTTPConnection(scope), SOON)
                await asyncio.sleep(2 * SOON)

        start, _ = await sent_by(insist, "http", deadline=SOON)

        assert start["status"] == 503


class TestClientThatLeaves:
    @pytest.mark.parametrize("departure", [ClientDisconnect(), WebSocketDisconnect()])
    async def test_it_is_no_crash(self, departure: Exception, log: list[EventDict]) -> None:
        async def leave(scope: Scope, receive: Receive, send: Send) -> None:
            raise departure

        assert await sent_by(leave, "http") == []
        assert [(line["level"], line["event"]) for line in log] == [("info", "the client left")]


class TestSockets:
    async def test_a_crash_before_the_handshake_refuses_it(self) -> None:
        async def fail(scope: Scope, receive: Receive, send: Send) -> None:
            await crash()

        start, _ = await sent_by(fail, "websocket")

        assert (start["type"], start["status"]) == ("websocket.http.response.start", 500)

    async def test_a_crash_after_it_closes_the_connection(self) -> None:
        async def fail(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "websocket.accept"})
            await crash()

        _, close = await sent_by(fail, "websocket")

        assert close == {"type": "websocket.close", "code": 1011}

    async def test_there_is_no_deadline(self) -> None:
        async def talk(scope: Scope, receive: Receive, send: Send) -> None:
            await asyncio.sleep(2 * SOON)
            await send({"type": "websocket.accept"})

        assert await sent_by(talk, "websocket", deadline=SOON) == [{"type": "websocket.accept"}]


class TestLifespan:
    async def test_its_failures_are_the_servers_business(self) -> None:
        async def start(scope: Scope, receive: Receive, send: Send) -> None:
            await crash()

        with pytest.raises(RuntimeError, match="hunter2"):
            await sent_by(start, "lifespan")


async def sent_by(app: Any, kind: str, *, deadline: float = 10) -> Iterable[Message]:
    """Return what an application and the layer around it send."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError

    scope = {"type": kind, "path": "/", "headers": [], "state": {"request_id": "order-4711"}}
    await Fallback(app, deadline)(scope, receive, send)
    return sent
