import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from starlette.datastructures import State

from app.files import limit
from tests.fixtures.files import FILES
from tests.fixtures.files import paths
from tests.fixtures.files import stored
from tests.fixtures.wire import Wire
from tests.fixtures.wire import head
from tests.fixtures.wire import serving

MEGABYTE = 2**20
FORM = {"Content_Type": "multipart/form-data; boundary=X"}
BEGINNING = (
    b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nbeginning'
)
END = b"\r\n--X--\r\n"


@pytest.fixture
async def wire(app: FastAPI) -> AsyncIterator[Wire]:
    async with serving(app) as wire:
        yield wire


class TestBodyLimit:
    async def test_a_body_that_is_announced_too_large_is_refused_before_it_is_sent(
        self, state: State, client: AsyncClient, wire: Wire
    ) -> None:
        length = state.files.max_bytes + limit.ENVELOPE + 1
        async with wire.connect() as line:
            await line.send(head(client, "POST", FILES, Content_Length=str(length), **FORM))

            status, headers = await line.receive()

        assert status == 413
        assert "application/problem+json" in headers

    async def test_a_body_in_chunks_is_refused_at_the_limit(
        self, state: State, client: AsyncClient, wire: Wire
    ) -> None:
        state.files = state.files.model_copy(update={"max_bytes": 1000})
        async with wire.connect() as line:
            await line.send(head(client, "POST", FILES, Transfer_Encoding="chunked", **FORM))
            size = 1000 + limit.ENVELOPE + 1
            await line.send(b"%x\r\n%s\r\n" % (size, BEGINNING.ljust(size)))

            status, _ = await line.receive()

        assert status == 413


class TestDisconnect:
    async def test_a_client_that_leaves_leaves_nothing(
        self, app: FastAPI, client: AsyncClient, directory: Path
    ) -> None:
        async with serving(app) as wire, wire.connect() as line:
            expect = {"Content_Length": "100000", "Expect": "100-continue"}
            await line.send(head(client, "POST", FILES, **expect, **FORM))
            assert (await line.receive())[0] == 100
            await line.send(BEGINNING)

        assert stored(directory) == []


class TestMemory:
    async def test_a_file_is_never_in_memory_as_a_whole(
        self, client: AsyncClient, wire: Wire, directory: Path
    ) -> None:
        size = 9 * MEGABYTE
        async with wire.connect() as line:
            length = str(len(BEGINNING) + size + len(END))
            await line.send(head(client, "POST", FILES, Content_Length=length, **FORM))
            await line.send(BEGINNING)
            tracemalloc.start()
            for _ in range(size // MEGABYTE):
                await line.send(b"x" * MEGABYTE)
            await line.send(END)
            status, _ = await line.receive()
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()

        assert status == 201
        assert peak < 4 * MEGABYTE
        [path] = paths(directory)
        assert path.stat().st_size == size + len(b"beginning")
