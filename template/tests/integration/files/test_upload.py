import time
from collections.abc import AsyncIterator
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from httpx2 import AsyncClient
from starlette.datastructures import State

from app.files.limit import ENVELOPE
from app.files.repository import FileRepository
from app.files.storage import LocalStorage
from tests.fixtures.files import FILES
from tests.fixtures.files import PNG
from tests.fixtures.files import path_of
from tests.fixtures.files import post_file
from tests.fixtures.files import stored
from tests.fixtures.files import upload

LIMIT = 1000
EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00"
MULTIPART = {"Content-Type": "multipart/form-data; boundary=X"}
PART = b'--X\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\nx\r\n'
END = b"--X--\r\n"


@pytest.fixture
def small(state: State) -> None:
    """Take small files only."""
    state.files = state.files.model_copy(update={"max_bytes": LIMIT})


class TestUpload:
    async def test_a_file_comes_back_as_it_was_sent(self, client: AsyncClient) -> None:
        response = await post_file(client, PNG, "portrait.png")

        assert response.status_code == 201
        file = response.json()
        assert UUID(file["id"]).version == 7
        assert file["name"] == "portrait.png"
        assert file["media_type"] == "image/png"
        assert file["size"] == len(PNG)
        assert file["sha256"] == sha256(PNG).hexdigest()
        assert (await client.get(path_of(file))).json() == file
        assert (await client.get(f"{path_of(file)}/content")).content == PNG

    async def test_a_path_is_not_a_name(self, client: AsyncClient, directory: Path) -> None:
        for given in ("../../etc/passwd", "..\\..\\passwd", "/etc/passwd"):
            file = await upload(client, name=given)
            assert file["name"] == "passwd", given
        assert [path.name for path in directory.parent.iterdir()] == [directory.name]

    async def test_no_file_is_no_upload(self, client: AsyncClient) -> None:
        for response in (
            await client.post(FILES, json={"file": "x"}),
            await client.post(FILES, content=PNG),
        ):
            assert response.status_code == 422


class TestType:
    async def test_the_content_tells_the_type_whatever_the_name_says(
        self, client: AsyncClient
    ) -> None:
        for content, media_type in ((b"Gr\xc3\xbc\xc3\x9fe", "text/plain"), (PNG, "image/png")):
            part = ("a.pdf", content, "application/pdf")
            response = await client.post(FILES, files={"file": part})
            assert response.json()["media_type"] == media_type

    async def test_what_is_no_known_type_is_refused(
        self, client: AsyncClient, directory: Path
    ) -> None:
        part = ("a.png", EXECUTABLE, "image/png")

        response = await client.post(FILES, files={"file": part})

        assert response.status_code == 415
        assert response.json()["type"] == "urn:problem:file-type-not-allowed"
        assert stored(directory) == []

    async def test_what_is_not_wanted_is_refused(self, state: State, client: AsyncClient) -> None:
        state.files = state.files.model_copy(update={"types": frozenset({"image/png"})})

        assert (await post_file(client, b"text")).status_code == 415
        assert (await post_file(client, PNG)).status_code == 201


@pytest.mark.usefixtures("small")
class TestSize:
    async def test_the_largest_file_is_taken(self, client: AsyncClient) -> None:
        assert (await upload(client, b"x" * LIMIT))["size"] == LIMIT

    async def test_a_larger_one_is_refused(self, client: AsyncClient, directory: Path) -> None:
        response = await post_file(client, b"x" * (LIMIT + 1))

        assert response.status_code == 413
        assert response.json()["type"] == "urn:problem:file-too-large"
        assert stored(directory) == []

    async def test_a_body_of_undeclared_length_is_read_up_to_the_limit(
        self, client: AsyncClient
    ) -> None:
        read = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal read
            yield PART % (b"file", b'; filename="a.txt"')
            while True:
                read += 1024
                yield b"x" * 1024

        response = await client.post(FILES, content=endless(), headers=MULTIPART)

        assert response.status_code == 413
        assert response.headers["Content-Type"] == "application/problem+json"
        assert read <= LIMIT + ENVELOPE + 1024


class TestForm:
    @pytest.mark.parametrize(
        "body",
        [
            PART % (b"file", b'; filename="a"') + PART % (b"more", b'; filename="b"') + END,
            PART % (b"file", b'; filename="a"') + PART % (b"field", b"") + END,
            PART % (b"field", b"") * 10_000 + END,
            PART % (b"file", b'; filename="a"') * 1_000 + END,
            b"--X\r\nContent-Disposition: " + b"x" * 1_000_000,
            b"no form at all",
        ],
        ids=["two files", "a field", "10 000 parts", "1 000 files", "endless header", "no form"],
    )
    async def test_anything_but_one_file_is_refused_at_once(
        self, client: AsyncClient, directory: Path, body: bytes
    ) -> None:
        began = time.process_time()

        response = await client.post(FILES, content=body, headers=MULTIPART)

        assert response.status_code == 400
        assert time.process_time() - began < 1
        assert stored(directory) == []


class TestFailure:
    """Of the bytes and what is known about them, there are always both or neither."""

    async def test_a_commit_that_fails_leaves_no_bytes(
        self, client: AsyncClient, directory: Path, break_commits: Callable[[], None]
    ) -> None:
        break_commits()

        assert (await post_file(client, PNG)).status_code == 503
        assert stored(directory) == []

    async def test_neither_does_a_crash_of_the_request(
        self, client: AsyncClient, directory: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def crash(repository: FileRepository, **values: object) -> None:
            assert stored(directory) == [PNG]
            raise RuntimeError("the worst moment")

        monkeypatch.setattr(FileRepository, "create", crash)

        assert (await post_file(client, PNG)).status_code == 500
        assert stored(directory) == []

    async def test_a_storage_that_does_not_work_is_a_503(
        self, state: State, client: AsyncClient, broken_storage: LocalStorage
    ) -> None:
        state.storage = broken_storage

        response = await post_file(client, PNG)

        assert response.status_code == 503
        assert response.json()["type"] == "urn:problem:storage-unavailable"
        assert int(response.headers["Retry-After"]) > 0
        assert (await client.get(FILES)).json()["total"] == 0
