from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send

from app.middleware import RequestId
from tests.fixtures.app import connect


async def tell_id(scope: Scope, receive: Receive, send: Send) -> None:
    """An application whose answer is the id that it sees."""
    await PlainTextResponse(Request(scope).state.request_id)(scope, receive, send)


async def ask(request_id: str = "") -> tuple[str, str]:
    """Return the id as the application sees it, and as the client sees it."""
    headers = [(b"X-Request-ID", request_id.encode())]
    response = await connect(RequestId(tell_id)).get("/", headers=headers)
    return response.text, response.headers["X-Request-ID"]


class TestRequestId:
    async def test_every_request_gets_an_id_of_its_own(self) -> None:
        first, second = await ask(), await ask()

        assert first[0] == first[1] != second[0] == second[1]

    async def test_a_callers_id_is_kept(self) -> None:
        assert await ask("order-4711_a") == ("order-4711_a", "order-4711_a")

    @pytest.mark.parametrize(
        "harmful", ["", "short", "a" * 65, "two words", "line\r\nbreak", "<script>", "übermäßig"]
    )
    async def test_a_harmful_id_is_replaced(self, harmful: str) -> None:
        inside, outside = await ask(harmful)

        assert inside == outside != harmful

    async def test_websockets_have_an_id_too(self) -> None:
        seen: list[Any] = []

        async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
            seen.append(scope["state"]["request_id"])
            await send({"type": "websocket.http.response.start", "status": 403, "headers": []})

        async def send(message: Any) -> None:
            seen.append(dict(message["headers"])[b"x-request-id"].decode())

        scope = {"type": "websocket", "headers": [(b"x-request-id", b"order-4711")]}
        await RequestId(refuse)(scope, receive_nothing, send)

        assert seen == ["order-4711", "order-4711"]

    async def test_the_lifespan_passes_untouched(self) -> None:
        seen: list[Scope] = []

        async def start(scope: Scope, receive: Receive, send: Send) -> None:
            seen.append(scope)

        async def send(message: Any) -> None:
            raise AssertionError

        await RequestId(start)({"type": "lifespan"}, receive_nothing, send)

        assert seen == [{"type": "lifespan"}]


async def receive_nothing() -> Any:
    raise AssertionError
