import asyncio
from collections.abc import Callable

import pytest
from httpx2 import AsyncClient
from starlette.datastructures import State
from structlog.typing import EventDict

from app.cache import CachedReads
from app.database.connection import Database
from app.database.session import unit_of_work
from app.errors import Conflict
from app.errors import DomainError
from app.errors import Unavailable
from app.items.models import Item
from app.items.repository import ItemRepository
from tests.fixtures.items import ITEMS
from tests.fixtures.items import create_item
from tests.fixtures.items import path_of


class Refusal(Conflict):
    """Any refusal after a write."""


class RefusalWithConsequences(Conflict):
    keeps_changes = True


async def total(client: AsyncClient) -> int:
    number: int = (await client.get(ITEMS)).json()["total"]
    return number


class TestTransaction:
    @pytest.mark.parametrize(("error", "kept"), [(Refusal(), 0), (RefusalWithConsequences(), 1)])
    async def test_an_error_after_a_write_undoes_it_unless_it_says_otherwise(
        self,
        client: AsyncClient,
        monkeypatch: pytest.MonkeyPatch,
        error: DomainError,
        kept: int,
    ) -> None:
        create = ItemRepository.create

        async def create_and_fail(repository: ItemRepository, **values: object) -> Item:
            await create(repository, **values)
            raise error

        monkeypatch.setattr(ItemRepository, "create", create_and_fail)

        assert (await client.post(ITEMS, json={"name": "Lamp"})).status_code == 409
        assert await total(client) == kept

    async def test_a_crash_after_a_write_undoes_it(
        self, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        create = ItemRepository.create

        async def create_and_crash(repository: ItemRepository, **values: object) -> Item:
            await create(repository, **values)
            raise RuntimeError

        monkeypatch.setattr(ItemRepository, "create", create_and_crash)

        response = await client.post(ITEMS, json={"name": "Lamp"})

        assert response.status_code == 500
        assert await total(client) == 0

    async def test_it_is_given_up_at_its_deadline(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database, "deadline", 0.01)

        with pytest.raises(Unavailable):
            async with unit_of_work(database, []):
                await asyncio.Event().wait()

    async def test_a_commit_that_fails_is_not_a_success(
        self, client: AsyncClient, break_commits: Callable[[], None]
    ) -> None:
        break_commits()

        response = await client.post(ITEMS, json={"name": "Lamp"})

        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0


class TestCommit:
    """On the real database, where a change is seen by others once it is committed."""

    @pytest.fixture
    def database(self, committing_database: Database) -> Database:
        return committing_database

    async def test_what_was_answered_is_there_for_everybody(self, client: AsyncClient) -> None:
        await create_item(client)

        assert await total(client) == 1

    async def test_what_waits_for_the_commit_sees_the_change(
        self, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        item = await create_item(client)
        seen: list[str] = []

        async def look(reads: object, key: object) -> None:
            seen.append((await client.get(f"{ITEMS}/{key}")).json()["name"])

        monkeypatch.setattr(CachedReads, "forget", look)
        await client.patch(path_of(item), json={"name": "Chair"})

        assert seen == ["Chair"]


class TestAfterCommit:
    async def test_a_failure_does_not_undo_the_answer(
        self,
        client: AsyncClient,
        monkeypatch: pytest.MonkeyPatch,
        log: list[EventDict],
    ) -> None:
        item = await create_item(client)

        async def fail(reads: object, key: object) -> None:
            raise RuntimeError("the cache is gone")

        monkeypatch.setattr(CachedReads, "forget", fail)
        response = await client.patch(path_of(item), json={"name": "Chair"})

        assert response.status_code == 200
        failures = [event for event in log if event["level"] == "error"]
        assert "the cache is gone" in failures[0]["exception"]

    async def test_nothing_follows_a_commit_that_failed(
        self,
        client: AsyncClient,
        monkeypatch: pytest.MonkeyPatch,
        break_commits: Callable[[], None],
    ) -> None:
        item = await create_item(client)
        seen: list[object] = []

        async def look(reads: object, key: object) -> None:
            seen.append(key)

        monkeypatch.setattr(CachedReads, "forget", look)
        break_commits()
        response = await client.patch(path_of(item), json={"name": "Chair"})

        assert (response.status_code, seen) == (503, [])


class TestOutage:
    async def test_a_database_that_does_not_answer_is_a_503(
        self, state: State, client: AsyncClient, unreachable_database: Database
    ) -> None:
        state.database = unreachable_database

        for response in (await client.get(ITEMS), await client.post(ITEMS, json={"name": "x"})):
            assert response.status_code == 503
            assert int(response.headers["Retry-After"]) > 0
            assert response.json()["type"] == "urn:problem:unavailable"
