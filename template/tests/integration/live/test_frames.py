"""What the protocol itself forbids (RFC 6455) ends a connection, and concerns nobody else."""

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from websockets.exceptions import ConnectionClosed

from tests.fixtures.live import Server
from tests.fixtures.live import serving

NO_MASK = b"\x00\x00\x00\x00"  # a mask that changes nothing
LARGEST = 65_536  # bytes


class TestBrokenFrames:
    @pytest.mark.parametrize(
        ("frame", "code"),
        [
            pytest.param(b"\x81\x82" + NO_MASK + b"\xff\xfe", 1007, id="invalid UTF-8"),
            pytest.param(b"\x81\x02hi", 1002, id="no mask"),
            pytest.param(b"\xc1\x82" + NO_MASK + b"hi", 1002, id="a reserved bit"),
            pytest.param(b"\x83\x82" + NO_MASK + b"hi", 1002, id="an unknown kind"),
            pytest.param(b"\x80\x82" + NO_MASK + b"hi", 1002, id="a continuation of nothing"),
            pytest.param(b"\x82\x82" + NO_MASK + b"hi", 1003, id="bytes"),
        ],
    )
    async def test_they_end_the_connection(
        self, server: Server, client: AsyncClient, frame: bytes, code: int
    ) -> None:
        async with server.connect(client) as anne, server.connect(client) as bob:
            anne.socket.transport.write(frame)

            assert await anne.ended() == code
            assert await bob.hears_nothing()

    async def test_whole_ones_do_not(self, server: Server, client: AsyncClient) -> None:
        ping = b'{"type": "ping"}'
        async with server.connect(client) as anne:
            anne.socket.transport.write(bytes([0x81, 0x80 | len(ping)]) + NO_MASK + ping)

            assert (await anne.hear())["type"] == "pong"


class TestSize:
    """What the server refuses before the service ever sees it."""

    @pytest.fixture
    async def strict(self, app: FastAPI) -> AsyncIterator[Server]:
        async with serving(app, ws_max_size=LARGEST) as server:
            yield server

    @pytest.mark.parametrize(
        "message",
        [
            pytest.param("a" * (LARGEST + 1), id="in one piece"),
            pytest.param(["a" * 30_000] * 3, id="in fragments that count together"),
            pytest.param("a" * 17 * 1024 * 1024, id="beyond all measure"),
        ],
    )
    async def test_what_is_too_large_ends_the_connection(
        self, strict: Server, client: AsyncClient, message: str | list[str]
    ) -> None:
        async with strict.connect(client) as anne, strict.connect(client) as bob:
            with suppress(ConnectionClosed):  # the answer may come before everything is sent
                await anne.socket.send(message)

            assert await anne.ended() == 1009
            assert await bob.hears_nothing()
