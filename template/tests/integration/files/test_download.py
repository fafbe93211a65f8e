from pathlib import Path
from urllib.parse import unquote

import pytest
from httpx2 import AsyncClient
from uuid_utils.compat import uuid7

from tests.fixtures.files import FILES
from tests.fixtures.files import path_of
from tests.fixtures.files import paths
from tests.fixtures.files import stored
from tests.fixtures.files import upload

TEXT = b"0123456789"


@pytest.fixture
async def content(client: AsyncClient) -> str:
    """The address of ten digits."""
    return f"{path_of(await upload(client, TEXT, 'digits.txt'))}/content"


class TestDownload:
    async def test_it_is_an_attachment_that_nobody_takes_for_something_else(
        self, client: AsyncClient, content: str
    ) -> None:
        response = await client.get(content)

        assert response.content == TEXT
        assert response.headers["Content-Length"] == "10"
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert response.headers["Content-Disposition"] == 'attachment; filename="digits.txt"'
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    async def test_it_tells_how_often_one_may_still_ask(
        self, client: AsyncClient, content: str
    ) -> None:
        before, after = await client.get(content), await client.get(content)

        left = [int(answer.headers["RateLimit-Remaining"]) for answer in (before, after)]
        assert left[0] - left[1] == 1

    @pytest.mark.parametrize("name", ["a'b; filename=c.txt", "Grüße 你好.txt", "🦉", "%41%22.txt"])
    async def test_any_name_comes_back(self, client: AsyncClient, name: str) -> None:
        file = await upload(client, TEXT, name)

        told = (await client.get(f"{path_of(file)}/content")).headers["Content-Disposition"]

        assert file["name"] == name
        assert told.isascii()
        assert unquote(told.removeprefix("attachment; filename*=utf-8''")) == name

    async def test_who_has_it_is_not_sent_it_again(
        self, client: AsyncClient, content: str
    ) -> None:
        tag = (await client.get(content)).headers["ETag"]

        same = await client.get(content, headers={"If-None-Match": f'W/"other", {tag}'})
        other = await client.get(content, headers={"If-None-Match": '"other"'})

        assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
        assert (other.status_code, other.content) == (200, TEXT)


class TestRange:
    @pytest.mark.parametrize(
        ("wanted", "sent", "told"),
        [
            ("bytes=2-4", b"234", "bytes 2-4/10"),
            ("bytes=8-", b"89", "bytes 8-9/10"),
            ("bytes=-3", b"789", "bytes 7-9/10"),
            ("bytes=5-1000", b"56789", "bytes 5-9/10"),
        ],
    )
    async def test_a_part_is_sent(
        self, client: AsyncClient, content: str, wanted: str, sent: bytes, told: str
    ) -> None:
        response = await client.get(content, headers={"Range": wanted})

        assert (response.status_code, response.content) == (206, sent)
        assert response.headers["Content-Range"] == told

    async def test_several_parts_are_sent_together(
        self, client: AsyncClient, content: str
    ) -> None:
        response = await client.get(content, headers={"Range": "bytes=0-1,8-9"})

        assert response.status_code == 206
        assert response.headers["Content-Type"].startswith("multipart/byteranges")
        assert b"\r\n01\r\n" in response.content
        assert b"\r\n89\r\n" in response.content

    async def test_a_part_that_is_not_there_is_refused(
        self, client: AsyncClient, content: str
    ) -> None:
        response = await client.get(content, headers={"Range": "bytes=10-"})

        assert response.status_code == 416
        assert response.headers["Content-Range"] == "bytes */10"

    async def test_a_part_of_another_file_is_not_sent(
        self, client: AsyncClient, content: str
    ) -> None:
        headers = {"Range": "bytes=2-4", "If-Range": '"other"'}

        assert (await client.get(content, headers=headers)).content == TEXT


class TestListFiles:
    async def test_the_newest_come_first(self, client: AsyncClient) -> None:
        files = [await upload(client, name=name) for name in ("one", "two", "three")]

        page = (await client.get(FILES, params={"limit": 2})).json()

        assert (page["items"], page["total"]) == (files[:0:-1], 3)


class TestDeleteFile:
    async def test_a_deleted_file_is_missing_everywhere(
        self, client: AsyncClient, directory: Path
    ) -> None:
        file, other = await upload(client), await upload(client, TEXT)

        response = await client.delete(path_of(file))

        assert (response.status_code, response.content) == (204, b"")
        for method, path in (
            ("GET", path_of(file)),
            ("GET", f"{path_of(file)}/content"),
            ("DELETE", path_of(file)),
        ):
            assert (await client.request(method, path)).status_code == 404
        assert (await client.get(FILES)).json()["items"] == [other]
        assert stored(directory) == [TEXT]


class TestMissing:
    async def test_an_unknown_file_is_missing(self, client: AsyncClient) -> None:
        for path in (f"{FILES}/{uuid7()}", f"{FILES}/{uuid7()}/content"):
            response = await client.get(path)
            assert response.status_code == 404
            assert response.json()["type"] == "urn:problem:file-not-found"

    async def test_what_is_no_id_is_refused(self, client: AsyncClient) -> None:
        for id in ("1", "..%2F..%2Fetc%2Fpasswd", "%00"):
            assert (await client.get(f"{FILES}/{id}/content")).status_code in {404, 422}, id

    async def test_a_file_whose_bytes_are_lost_is_missing(
        self, client: AsyncClient, content: str, directory: Path
    ) -> None:
        for path in paths(directory):
            path.unlink()

        assert (await client.get(content)).status_code == 404
