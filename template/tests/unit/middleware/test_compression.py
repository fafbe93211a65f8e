import gzip
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi import Response
from fastapi.responses import FileResponse
from fastapi.responses import StreamingResponse
from httpx2 import AsyncClient

from tests.fixtures.app import connect
from tests.unit.middleware.service import service

TEXT = "autumn leaves " * 100
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def leaves() -> FastAPI:
    app = service()

    @app.get("/text")
    async def read_text(times: int = 1) -> Response:
        return Response(TEXT * times, media_type="text/plain")

    @app.get("/short")
    async def read_short() -> Response:
        return Response("leaf", media_type="text/plain")

    @app.get("/picture")
    async def read_picture() -> Response:
        return Response(TEXT, media_type="image/png")

    @app.get("/encoded")
    async def read_encoded() -> Response:
        headers = {"Content-Encoding": "zstd"}
        return Response(TEXT, media_type="text/plain", headers=headers)

    @app.get("/unchanged")
    async def read_unchanged() -> Response:
        headers = {"Content-Type": "text/plain", "Content-Length": "2000"}
        return Response(status_code=304, headers=headers)

    @app.get("/file")
    async def read_file() -> FileResponse:
        return FileResponse(__file__, media_type="text/plain")

    @app.get("/stream")
    async def stream(length: int = 0) -> StreamingResponse:
        def parts() -> Iterator[str]:
            yield TEXT
            yield TEXT

        headers = {"Content-Length": str(length)} if length else None
        return StreamingResponse(parts(), media_type="text/plain", headers=headers)

    return app


@pytest.fixture
def client(leaves: FastAPI) -> AsyncClient:
    return connect(leaves)


class TestCompression:
    @pytest.mark.parametrize(("times", "where"), [(1, "in the event loop"), (100, "in a thread")])
    async def test_a_large_answer_becomes_smaller(
        self, client: AsyncClient, times: int, where: str
    ) -> None:
        async with client.stream("GET", f"/text?times={times}", headers=GZIP) as response:
            sent = b"".join([part async for part in response.aiter_raw()])

        assert response.headers["Content-Encoding"] == "gzip"
        assert response.headers["Vary"] == "Accept-Encoding"
        assert int(response.headers["Content-Length"]) == len(sent) < len(TEXT * times) / 10
        assert gzip.decompress(sent) == (TEXT * times).encode()

    @pytest.mark.parametrize(
        "accepted", ["gzip", "br, gzip", "GZIP;q=0.5", "gzip;q=0.001, br", "gzip;q=1.0"]
    )
    async def test_a_client_says_that_it_understands(
        self, client: AsyncClient, accepted: str
    ) -> None:
        response = await client.get("/text", headers={"Accept-Encoding": accepted})

        assert response.headers["Content-Encoding"] == "gzip"
        assert response.text == TEXT

    @pytest.mark.parametrize("accepted", ["", "br", "identity", "gzip;q=0", "gzip; q=0.0, br"])
    async def test_without_that_it_gets_the_answer_as_it_is(
        self, client: AsyncClient, accepted: str
    ) -> None:
        response = await client.get("/text", headers={"Accept-Encoding": accepted})

        assert "Content-Encoding" not in response.headers
        assert response.text == TEXT

    @pytest.mark.parametrize(
        "path", ["/short", "/picture", "/file", "/stream", f"/stream?length={2 * len(TEXT)}"]
    )
    async def test_what_gains_nothing_or_comes_in_parts_is_left_alone(
        self, client: AsyncClient, path: str
    ) -> None:
        response = await client.get(path, headers=GZIP)

        assert response.status_code == 200
        assert "Content-Encoding" not in response.headers
        assert response.content

    async def test_what_is_encoded_already_is_left_alone(self, client: AsyncClient) -> None:
        async with client.stream("GET", "/encoded", headers=GZIP) as response:
            assert response.headers.get_list("Content-Encoding") == ["zstd"]

    async def test_an_answer_without_a_body_gets_none(self, client: AsyncClient) -> None:
        response = await client.get("/unchanged", headers=GZIP)

        assert response.content == b""
        assert "Content-Encoding" not in response.headers
