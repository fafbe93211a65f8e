from datetime import UTC
from datetime import datetime
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from uuid import UUID

from httpx2 import AsyncClient
from httpx2 import Response
from uuid_utils.compat import uuid7

from app.items.models import MAX_DESCRIPTION
from app.items.models import MAX_NAME
from app.items.models import MAX_QUANTITY
from app.pagination import MAX_LIMIT
from app.pagination import MAX_OFFSET
from tests.fixtures.items import ITEMS
from tests.fixtures.items import ITEMS_V2
from tests.fixtures.items import create_item
from tests.fixtures.items import links
from tests.fixtures.items import path_of

JSON = {"Content-Type": "application/json"}

REFUSED: dict[str, bytes] = {
    "no name": b"{}",
    "empty name": b'{"name": ""}',
    "null": b'{"name": null}',
    "long name": b'{"name": "%s"}' % (b"n" * (MAX_NAME + 1)),
    "long description": b'{"name": "Lamp", "description": "%s"}' % (b"d" * (MAX_DESCRIPTION + 1)),
    "NUL": rb'{"name": "La\u0000mp"}',
    "lone surrogate": rb'{"name": "\ud800"}',
    "lone surrogate as a field": rb'{"name": "Lamp", "\ud800": 1}',
    "negative quantity": b'{"name": "Lamp", "quantity": -1}',
    "quantity beyond an integer": b'{"name": "Lamp", "quantity": 2147483648}',
    "quantity beyond every integer": b'{"name": "Lamp", "quantity": 100000000000000000000}',
    "NaN": b'{"name": "Lamp", "quantity": NaN}',
    "1e400": b'{"name": "Lamp", "quantity": 1e400}',
    "half a lamp": b'{"name": "Lamp", "quantity": 0.5}',
    "operator": b'{"name": {"$gt": ""}}',
    "id": b'{"name": "Lamp", "id": "0190163d-8694-739b-aea5-966c26f8ad91"}',
    "owner": b'{"name": "Lamp", "owner_id": "0190163d-8694-739b-aea5-966c26f8ad91"}',
    "deletion": b'{"name": "Lamp", "deleted_at": null}',
    "list": b"[]",
    "nothing": b"",
    "half a document": b'{"name": ',
}


class TestCreateItem:
    async def test_an_item_comes_back_as_it_is_stored(self, client: AsyncClient) -> None:
        body = {"name": "Lamp", "description": "Gives light", "quantity": 3}

        response = await client.post(ITEMS, json=body)

        assert response.status_code == 201
        item = response.json()
        assert {field: item[field] for field in body} == body
        assert UUID(item["id"]).version == 7
        age = datetime.now(UTC) - datetime.fromisoformat(item["created_at"])
        assert timedelta(0) <= age < timedelta(minutes=1)
        assert (await client.get(path_of(item))).json() == item

    async def test_what_is_allowed_is_stored_as_it_is(self, client: AsyncClient) -> None:
        for field, value in (
            ("name", "n" * MAX_NAME),
            ("name", "🦉" * MAX_NAME),
            ("name", "Robert'); DROP TABLE items;--"),
            ("name", "%_$gt\\"),
            ("description", "d" * MAX_DESCRIPTION),
            ("quantity", MAX_QUANTITY),
        ):
            item = await create_item(client, **{field: value})
            assert (await client.get(path_of(item))).json()[field] == value

    async def test_anything_else_is_refused(self, client: AsyncClient) -> None:
        for kind, body in REFUSED.items():
            response = await client.post(ITEMS, content=body, headers=JSON)
            assert response.status_code == 422, kind
        assert (await client.get(ITEMS)).json()["total"] == 0


class TestListItems:
    async def test_without_items_the_page_is_empty(self, client: AsyncClient) -> None:
        response = await client.get(ITEMS)

        assert response.status_code == 200
        assert response.json() == {"items": [], "total": 0, "limit": 20, "offset": 0}

    async def test_the_newest_come_first(self, client: AsyncClient) -> None:
        items = [await create_item(client, name=name) for name in ("one", "two", "three")]

        assert (await client.get(ITEMS)).json()["items"] == items[::-1]

    async def test_a_page_holds_what_is_asked_for_and_tells_the_total(
        self, client: AsyncClient
    ) -> None:
        items = [await create_item(client, name=name) for name in ("one", "two", "three")]

        page = (await client.get(ITEMS, params={"limit": 1, "offset": 1})).json()

        assert page == {"items": [items[1]], "total": 3, "limit": 1, "offset": 1}

    async def test_beyond_the_last_item_the_page_is_empty(self, client: AsyncClient) -> None:
        await create_item(client)

        page = (await client.get(ITEMS, params={"limit": MAX_LIMIT, "offset": MAX_OFFSET})).json()

        assert (page["items"], page["total"]) == ([], 1)

    async def test_what_is_no_reasonable_number_is_refused(self, client: AsyncClient) -> None:
        for value in ("-1", "100000000", str(2**63 - 1), str(10**20), "1e3", "", "NaN", "\0"):
            for name in ("limit", "offset"):
                response = await client.get(ITEMS, params={name: value})
                assert response.status_code == 422, (name, value)

    async def test_an_unknown_parameter_is_refused(self, client: AsyncClient) -> None:
        assert (await client.get(ITEMS, params={"cursor": "x"})).status_code == 422

    async def test_other_pages_are_linked(self, client: AsyncClient) -> None:
        for _ in range(3):
            await create_item(client)

        first = await client.get(ITEMS, params={"limit": 1})
        middle = await client.get(ITEMS, params={"limit": 1, "offset": 1})
        last = await client.get(ITEMS, params={"limit": 1, "offset": 2})

        assert links(first).keys() == {"first", "next", "successor-version"}
        assert links(middle).keys() == {"first", "prev", "next", "successor-version"}
        assert links(last).keys() == {"first", "prev", "successor-version"}
        assert (await client.get(links(middle)["next"])).json() == last.json()
        assert (await client.get(links(middle)["prev"])).json() == first.json()


class TestReadItem:
    async def test_an_item_is_read(self, client: AsyncClient) -> None:
        item = await create_item(client)

        response = await client.get(path_of(item))

        assert response.status_code == 200
        assert response.json() == item

    async def test_an_unknown_item_is_missing(self, client: AsyncClient) -> None:
        response = await client.get(f"{ITEMS}/{uuid7()}")

        assert response.status_code == 404
        assert response.json()["type"] == "urn:problem:item-not-found"

    async def test_what_is_no_id_is_refused(self, client: AsyncClient) -> None:
        for id in ("1", str(2**63), "%00", "9" * 5000, "'--"):
            assert (await client.get(f"{ITEMS}/{id}")).status_code == 422, id


class TestReplaceItem:
    async def test_every_field_is_replaced(self, client: AsyncClient) -> None:
        item = await create_item(client, description="Gives light", quantity=3)

        response = await client.put(path_of(item), json={"name": "Chair"})

        assert response.status_code == 200
        replaced = response.json()
        kept = {field: item[field] for field in ("id", "created_at")}
        written = {"name": "Chair", "description": "", "quantity": 0}
        told = {"version": 2, "updated_at": replaced["updated_at"]}
        assert replaced == {**kept, **written, **told}

    async def test_the_next_read_shows_the_change(self, client: AsyncClient) -> None:
        item = await create_item(client)
        await client.get(path_of(item))

        replaced = (await client.put(path_of(item), json={"name": "Chair"})).json()

        assert (await client.get(path_of(item))).json() == replaced

    async def test_an_unknown_item_is_missing(self, client: AsyncClient) -> None:
        response = await client.put(f"{ITEMS}/{uuid7()}", json={"name": "Chair"})

        assert response.status_code == 404

    async def test_what_cannot_be_created_is_refused(self, client: AsyncClient) -> None:
        item = await create_item(client)

        for kind, body in REFUSED.items():
            response = await client.put(path_of(item), content=body, headers=JSON)
            assert response.status_code == 422, kind
        assert (await client.get(path_of(item))).json() == item


class TestPatchItem:
    async def test_only_what_is_sent_is_changed(self, client: AsyncClient) -> None:
        item = await create_item(client, description="Gives light")

        response = await client.patch(path_of(item), json={"quantity": 3})

        assert response.status_code == 200
        patched = response.json()
        told = {"version": 2, "updated_at": patched["updated_at"]}
        assert patched == {**item, "quantity": 3, **told}
        assert patched["updated_at"] >= item["updated_at"]

    async def test_the_next_read_shows_the_change(self, client: AsyncClient) -> None:
        item = await create_item(client)
        await client.get(path_of(item))

        patched = (await client.patch(path_of(item), json={"name": "Chair"})).json()

        assert (await client.get(path_of(item))).json() == patched

    async def test_an_unknown_item_is_missing(self, client: AsyncClient) -> None:
        assert (await client.patch(f"{ITEMS}/{uuid7()}", json={})).status_code == 404

    async def test_what_cannot_be_created_is_refused(self, client: AsyncClient) -> None:
        item = await create_item(client)

        for kind in REFUSED.keys() - {"no name"}:
            response = await client.patch(path_of(item), content=REFUSED[kind], headers=JSON)
            assert response.status_code == 422, kind
        assert (await client.get(path_of(item))).json() == item


class TestDeleteItem:
    async def test_a_deleted_item_is_missing_everywhere(self, client: AsyncClient) -> None:
        item = await create_item(client)
        other = await create_item(client)
        await client.get(path_of(item))

        response = await client.delete(path_of(item))

        assert (response.status_code, response.content) == (204, b"")
        assert (await client.get(path_of(item))).status_code == 404
        assert (await client.patch(path_of(item), json={"quantity": 1})).status_code == 404
        assert (await client.put(path_of(item), json={"name": "Chair"})).status_code == 404
        assert (await client.delete(path_of(item))).status_code == 404
        assert (await client.get(ITEMS)).json()["items"] == [other]

    async def test_an_unknown_item_is_missing(self, client: AsyncClient) -> None:
        assert (await client.delete(f"{ITEMS}/{uuid7()}")).status_code == 404


class TestDeprecation:
    async def test_every_endpoint_names_its_successor_and_its_end(
        self, client: AsyncClient
    ) -> None:
        created = await client.post(ITEMS, json={"name": "Lamp"})
        path = path_of(created.json())
        assert successor(created) == ITEMS_V2
        assert successor(await client.get(ITEMS)) == ITEMS_V2

        for response in (
            await client.get(path),
            await client.patch(path, json={"quantity": 1}),
            await client.put(path, json={"name": "Chair"}),
            await client.delete(path),
        ):
            assert successor(response) == path.replace(ITEMS, ITEMS_V2)
            since = int(response.headers["Deprecation"].removeprefix("@"))
            assert since < parsedate_to_datetime(response.headers["Sunset"]).timestamp()

    async def test_the_successor_is_nobodys_predecessor(self, client: AsyncClient) -> None:
        headers = (await client.get(ITEMS_V2)).headers

        assert headers.keys().isdisjoint({"deprecation", "sunset"})

    async def test_no_host_that_a_client_names_is_repeated(self, client: AsyncClient) -> None:
        response = await client.get(ITEMS, headers={"Host": "127.0.0.1"})

        assert response.status_code == 200
        assert "127.0.0.1" not in str(response.headers)

    async def test_the_document_says_so_too(self, client: AsyncClient) -> None:
        paths = (await client.get("/openapi.json")).json()["paths"]

        for path, operations in paths.items():
            for operation in operations.values():
                assert operation.get("deprecated", False) == path.startswith(ITEMS), path


def successor(response: Response) -> str:
    """Return the path of the successor."""
    return urlsplit(links(response)["successor-version"]).path
