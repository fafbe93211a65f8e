from uuid import UUID

import pytest
from httpx2 import AsyncClient

from app.items.models import Item
from app.items.repository import ItemRepository
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of


class TestIfMatch:
    @pytest.fixture
    async def outdated(self, client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> str:
        """The path of an item that everybody sees as it was before its last change."""
        path = path_of(await create_item(client))
        get = ItemRepository.get

        async def get_outdated(repository: ItemRepository, id: UUID) -> Item | None:
            if item := await get(repository, id):
                item.version -= 1
            return item

        await client.patch(path, json={"name": "Chair"})
        monkeypatch.setattr(ItemRepository, "get", get_outdated)
        return path

    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
    async def test_a_version_that_changes_between_look_and_write_is_not_overwritten(
        self, client: AsyncClient, outdated: str, method: str
    ) -> None:
        body = None if method == "DELETE" else {"name": "Table"}

        for headers, status in (({"If-Match": '"1"'}, 412), ({}, 409)):
            response = await client.request(method, outdated, json=body, headers=headers)
            assert response.status_code == status
