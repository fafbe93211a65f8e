import asyncio
import os
import signal
from collections.abc import Iterator
from threading import Thread
from types import FrameType

import pytest
from fastapi import FastAPI
from starlette.types import Message
from starlette.types import Receive
from starlette.types import Scope
from starlette.types import Send

from app import drain
from app.drain import Drain
from app.drain import LastAnswer
from app.settings import Settings

CLOSED = 0


class Server:
    """Notes the signals it gets."""

    def __init__(self) -> None:
        self.told: list[int] = []
        self.stopped = asyncio.Event()
        self.servers = [self]

    def close(self) -> None:
        """Let nobody new in."""
        self.told.append(CLOSED)

    def handle(self, number: int, _: FrameType | None) -> None:
        self.told.append(number)
        self.stopped.set()


class Exited(Exception):
    """The process would be no more."""


@pytest.fixture
async def server() -> Server:
    return Server()


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Let the handlers of the tests themselves come back."""
    kept = {number: signal.getsignal(number) for number in drain.SIGNALS}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def handling(handlers: None, server: Server) -> None:
    """Let the server have its handler in place before the service starts, as uvicorn has."""
    for number in drain.SIGNALS:
        signal.signal(number, server.handle)


@pytest.fixture
def app() -> FastAPI:
    app = FastAPI()
    app.state.draining = False
    app.state.settings = Settings.load()
    app.middleware_stack = app.build_middleware_stack()
    return app


class TestDelay:
    def test_production_waits_for_balancers(self) -> None:
        assert drain.delay(Settings.model_validate({"environment": "production"})) == 5

    def test_nobody_else_waits(self) -> None:
        assert drain.delay(Settings.load()) == 0


@pytest.mark.usefixtures("handling")
class TestSignals:
    async def test_readiness_goes_first_and_the_server_is_told_later(
        self, app: FastAPI, server: Server
    ) -> None:
        app.state.settings = Settings.model_validate({"drain_delay": 0.5})
        async with drain.lifespan(app):
            signal.raise_signal(signal.SIGTERM)
            await asyncio.sleep(0)
            assert app.state.draining
            assert server.told == []

            await server.stopped.wait()
            assert server.told == [CLOSED, signal.SIGINT]

    @pytest.mark.parametrize("number", drain.SIGNALS)
    async def test_without_a_delay_the_server_is_told_at_once(
        self, app: FastAPI, server: Server, number: signal.Signals
    ) -> None:
        async with drain.lifespan(app):
            signal.raise_signal(number)

            await server.stopped.wait()

    async def test_the_server_gets_its_handlers_back(self, app: FastAPI, server: Server) -> None:
        async with drain.lifespan(app):
            assert signal.getsignal(signal.SIGTERM) != server.handle

        assert {signal.getsignal(number) for number in drain.SIGNALS} == {server.handle}

    async def test_a_thread_leaves_signals_alone(self, app: FastAPI, server: Server) -> None:
        async def run() -> None:
            async with drain.lifespan(app):
                found.add(signal.getsignal(signal.SIGTERM))

        found: set[object] = set()
        thread = Thread(target=asyncio.run, args=[run()])
        thread.start()
        thread.join()

        assert found == {server.handle}


class TestWithoutServer:
    async def test_signals_keep_their_meaning(self, app: FastAPI) -> None:
        for meaning in signal.SIG_DFL, signal.default_int_handler:
            signal.signal(signal.SIGTERM, meaning)

            async with drain.lifespan(app):
                assert signal.getsignal(signal.SIGTERM) == meaning


class TestSecondSignal:
    @pytest.fixture
    def clock(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        def exit_at_once(_: int) -> None:
            raise Exited

        clock = [0.0]
        monkeypatch.setattr(os, "_exit", exit_at_once)
        monkeypatch.setattr("app.drain.time.monotonic", lambda: clock[0])
        return clock

    async def test_it_ends_the_process(
        self, app: FastAPI, server: Server, clock: list[float]
    ) -> None:
        signals = Drain(app, server.handle, 3600)
        signals.receive(signal.SIGTERM, None)

        clock[0] = drain.ECHO + 0.1

        with pytest.raises(Exited):
            signals.receive(signal.SIGTERM, None)

    async def test_an_echo_of_the_first_is_none(
        self, app: FastAPI, server: Server, clock: list[float]
    ) -> None:
        signals = Drain(app, server.handle, 3600)
        signals.receive(signal.SIGINT, None)

        clock[0] = drain.ECHO - 0.1

        signals.receive(signal.SIGTERM, None)


class TestLastAnswer:
    async def test_it_ends_the_connection(self) -> None:
        async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body"})

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            raise NotImplementedError

        sent: list[Message] = []
        await LastAnswer(answer)({"type": "http"}, receive, send)

        assert sent[0]["headers"] == [(b"connection", b"close")]
        assert sent[1] == {"type": "http.response.body"}
