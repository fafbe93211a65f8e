import pytest
from httpx2 import AsyncClient
from httpx2 import Response

from tests.fixtures.items import ITEMS
from tests.fixtures.items import ITEMS_V2
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of

CHANGES = (("PUT", {"name": "Chair"}), ("PATCH", {"name": "Chair"}), ("DELETE", None))


@pytest.fixture(params=[ITEMS, ITEMS_V2])
def items(request: pytest.FixtureRequest) -> str:
    """Both versions work with the same conditions."""
    path: str = request.param
    return path


async def change(
    client: AsyncClient, method: str, path: str, body: object, *tags: str
) -> Response:
    headers = [("If-Match", tag) for tag in tags]
    return await client.request(method, path, json=body, headers=headers)


class TestTag:
    async def test_every_change_has_a_new_one(self, client: AsyncClient, items: str) -> None:
        created = await client.post(items, json={"name": "Lamp"})
        path = path_of(created.json(), items)
        patched = await client.patch(path, json={"name": "Chair"})
        replaced = await client.put(path, json={"name": "Table"})
        read = await client.get(path)

        tags = [response.headers["ETag"] for response in (created, patched, replaced)]
        assert tags == ['"1"', '"2"', '"3"']
        assert read.headers["ETag"] == tags[-1]


class TestIfNoneMatch:
    async def test_a_version_that_is_known_is_not_sent_again(
        self, client: AsyncClient, items: str
    ) -> None:
        path = path_of(await create_item(client), items)

        for tags in ('"1"', 'W/"1"', '"7", "1"', "*"):
            response = await client.get(path, headers={"If-None-Match": tags})
            assert (response.status_code, response.content) == (304, b""), tags
            assert response.headers["ETag"] == '"1"'

    async def test_any_other_is(self, client: AsyncClient, items: str) -> None:
        path = path_of(await create_item(client), items)

        for tags in ('"2"', "1", "", '"1', '"11"'):
            response = await client.get(path, headers={"If-None-Match": tags})
            assert (response.status_code, response.json()["version"]) == (200, 1), tags

    async def test_after_a_change_the_old_version_is_not_enough(self, client: AsyncClient) -> None:
        path = path_of(await create_item(client))
        kept = (await client.get(path)).headers["ETag"]

        await client.patch(path, json={"name": "Chair"})

        response = await client.get(path, headers={"If-None-Match": kept})
        assert (response.status_code, response.json()["name"]) == (200, "Chair")


class TestIfMatch:
    @pytest.mark.parametrize(("method", "body"), CHANGES)
    async def test_who_has_seen_the_version_may_change_it(
        self, client: AsyncClient, items: str, method: str, body: object
    ) -> None:
        for tags in (['"1"'], ['"7", "1"'], ['"7"', '"1"'], ["*"]):
            path = path_of(await create_item(client), items)
            assert (await change(client, method, path, body, *tags)).is_success, tags

    @pytest.mark.parametrize(("method", "body"), CHANGES)
    async def test_who_has_not_may_not(
        self, client: AsyncClient, items: str, method: str, body: object
    ) -> None:
        item = await create_item(client)

        for tag in ('"2"', 'W/"1"', "1", "", '"1'):
            response = await change(client, method, path_of(item, items), body, tag)
            assert response.status_code == 412, tag
            assert response.json()["type"] == "urn:problem:precondition-failed"
        assert (await client.get(path_of(item))).json() == item

    @pytest.mark.parametrize(("method", "body"), CHANGES)
    async def test_what_is_gone_is_missing(
        self, client: AsyncClient, method: str, body: object
    ) -> None:
        path = path_of(await create_item(client))
        await client.delete(path)

        assert (await change(client, method, path, body, '"1"')).status_code == 404
