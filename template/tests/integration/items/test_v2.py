import pytest
from httpx2 import AsyncClient
from uuid_utils.compat import uuid7

from app.items.models import MAX_NAME
from app.pagination import MAX_LIMIT
from app.sorting import MAX_CURSOR
from tests.fixtures.items import ITEMS
from tests.fixtures.items import ITEMS_V2
from tests.fixtures.items import create_item
from tests.fixtures.items import links
from tests.fixtures.items import names
from tests.fixtures.items import path_of

SORTS = ("-created_at", "name", "-quantity,name", "quantity,-created_at")


class TestCreateItem:
    async def test_what_is_in_stock_has_a_place_of_its_own(self, client: AsyncClient) -> None:
        body = {"name": "Lamp", "description": "Gives light", "stock": {"quantity": 3}}

        response = await client.post(ITEMS_V2, json=body)

        assert response.status_code == 201
        item = response.json()
        assert {field: item[field] for field in body} == body
        assert (await client.get(path_of(item, ITEMS_V2))).json() == item

    async def test_both_versions_show_the_same_items(self, client: AsyncClient) -> None:
        body = {"name": "Lamp", "stock": {"quantity": 3}}

        item = (await client.post(ITEMS_V2, json=body)).json()

        stock = item.pop("stock")
        assert (await client.get(path_of(item))).json() == item | stock

    async def test_the_old_contract_is_refused(self, client: AsyncClient) -> None:
        for body in ({"name": "Lamp", "quantity": 3}, {"name": "Lamp", "stock": 3}, {}):
            assert (await client.post(ITEMS_V2, json=body)).status_code == 422, body


class TestListItems:
    async def test_without_items_the_page_is_empty(self, client: AsyncClient) -> None:
        response = await client.get(ITEMS_V2)

        assert response.json() == {"items": [], "next_cursor": None}
        assert links(response).keys() == {"first"}

    @pytest.mark.parametrize("sort", SORTS)
    async def test_a_walk_shows_every_item_once_and_in_order(
        self, client: AsyncClient, sort: str
    ) -> None:
        items = [
            await create_item(client, name=f"item {number % 3}", quantity=number % 2)
            for number in range(10)
        ]

        walked = await walk(client, {"sort": sort, "limit": 3})

        everything = (await client.get(ITEMS_V2, params={"sort": sort})).json()["items"]
        assert walked == [item["id"] for item in everything]
        assert set(walked) == {item["id"] for item in items}

    @pytest.mark.parametrize("sort", SORTS)
    async def test_items_that_are_added_on_the_way_hide_and_repeat_nothing(
        self, client: AsyncClient, sort: str
    ) -> None:
        items = [
            await create_item(client, name=f"item {number % 3}", quantity=number % 2)
            for number in range(6)
        ]

        walked = await walk(client, {"sort": sort, "limit": 2}, adding=True)

        assert len(walked) == len(set(walked))
        assert set(walked) >= {item["id"] for item in items}

    async def test_any_text_that_can_be_stored_can_be_walked_past(
        self, client: AsyncClient
    ) -> None:
        strange = ["\x01" * MAX_NAME, "🦉" * MAX_NAME, '"' * MAX_NAME, "%_\\", "é"]
        for name in strange:
            await create_item(client, name=name)

        assert len(await walk(client, {"sort": "name", "limit": 1})) == len(strange)

    async def test_the_link_leads_to_the_same_page_as_the_cursor(
        self, client: AsyncClient
    ) -> None:
        for name in ("a", "b", "x", "c"):
            await create_item(client, name=name)

        parameters: dict[str, str | int] = {"limit": 1, "sort": "-name", "quantity_max": 0}
        first = await client.get(ITEMS_V2, params=parameters)
        second = await client.get(links(first)["next"])

        cursor = first.json()["next_cursor"]
        again = await client.get(ITEMS_V2, params={**parameters, "cursor": cursor})
        assert names(first) == ["x"]
        assert names(second) == ["c"]
        assert again.json() == second.json()
        assert (await client.get(links(second)["first"])).json() == first.json()

    async def test_a_cursor_that_was_never_returned_is_refused(self, client: AsyncClient) -> None:
        for cursor in ("", "x", "\0", "A" * MAX_CURSOR, "A" * (MAX_CURSOR + 1)):
            response = await client.get(ITEMS_V2, params={"cursor": cursor})
            assert response.status_code == 422, cursor

    async def test_a_cursor_of_another_order_is_refused(self, client: AsyncClient) -> None:
        for _ in range(2):
            await create_item(client)
        page = await client.get(ITEMS_V2, params={"limit": 1, "sort": "name"})
        cursor = page.json()["next_cursor"]

        response = await client.get(ITEMS_V2, params={"cursor": cursor})

        assert response.status_code == 422
        assert response.json()["type"] == "urn:problem:invalid-cursor"

    async def test_a_page_has_a_limit(self, client: AsyncClient) -> None:
        for limit, status in ((MAX_LIMIT, 200), (MAX_LIMIT + 1, 422), (0, 422)):
            assert (await client.get(ITEMS_V2, params={"limit": limit})).status_code == status


class TestReadItem:
    async def test_an_unknown_item_is_missing(self, client: AsyncClient) -> None:
        assert (await client.get(f"{ITEMS_V2}/{uuid7()}")).status_code == 404


class TestReplaceItem:
    async def test_every_field_is_replaced(self, client: AsyncClient) -> None:
        item = await create_item(client, description="Gives light", quantity=3)

        response = await client.put(path_of(item, ITEMS_V2), json={"name": "Chair"})

        assert response.status_code == 200
        replaced = response.json()
        assert (replaced["name"], replaced["description"]) == ("Chair", "")
        assert replaced["stock"] == {"quantity": 0}
        assert (await client.get(path_of(item, ITEMS_V2))).json() == replaced


class TestPatchItem:
    async def test_only_what_is_sent_is_changed(self, client: AsyncClient) -> None:
        for body, name, quantity in (
            ({}, "Lamp", 3),
            ({"stock": {}}, "Lamp", 3),
            ({"stock": {"quantity": 4}}, "Lamp", 4),
            ({"name": "Chair"}, "Chair", 3),
        ):
            path = path_of(await create_item(client, quantity=3), ITEMS_V2)
            patched = (await client.patch(path, json=body)).json()
            assert (patched["name"], patched["stock"]) == (name, {"quantity": quantity})

    async def test_null_is_refused(self, client: AsyncClient) -> None:
        item = await create_item(client)

        for body in ({"name": None}, {"stock": None}, {"stock": {"quantity": None}}):
            assert (await client.patch(path_of(item, ITEMS_V2), json=body)).status_code == 422


class TestDeleteItem:
    async def test_a_deleted_item_is_missing_in_both_versions(self, client: AsyncClient) -> None:
        item = await create_item(client)

        assert (await client.delete(path_of(item, ITEMS_V2))).status_code == 204

        for items in (ITEMS, ITEMS_V2):
            assert (await client.get(path_of(item, items))).status_code == 404


async def walk(
    client: AsyncClient, parameters: dict[str, str | int], *, adding: bool = False
) -> list[str]:
    """Follow the cursors to the end, and return the ids of all items on the way."""
    walked: list[str] = []
    cursor: str | None = None
    while True:
        turn = parameters if cursor is None else {**parameters, "cursor": cursor}
        page = (await client.get(ITEMS_V2, params=turn)).raise_for_status().json()
        walked += [item["id"] for item in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            return walked
        if adding and len(walked) < 20:
            await create_item(client, name=f"item {len(walked) % 3}", quantity=len(walked) % 2)
