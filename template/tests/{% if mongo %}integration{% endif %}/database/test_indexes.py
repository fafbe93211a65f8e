import asyncio
import runpy

import pytest
from pymongo.errors import AutoReconnect
from structlog.typing import EventDict

from app.database import indexes
from app.database.connection import Database
from app.database.indexes import create_indexes
from app.database.indexes import keep_creating_indexes
from app.database.models import Document


async def missing(database: Database) -> list[str]:
    """Name the collections that lack an index of their model."""
    return [
        model.collection
        for model in Document.models()
        if (indexes := len(model.every_index()))
        and len(await database.database[model.collection].index_information()) <= indexes
    ]


class TestCreateIndexes:
    async def test_every_model_has_its_indexes(self, database: Database) -> None:
        assert await missing(database) == []

    async def test_doing_it_again_changes_nothing(self, database: Database) -> None:
        await create_indexes(database.database)

        assert await missing(database) == []

    async def test_several_replicas_may_start_at_once(self, database: Database) -> None:
        for model in Document.models():
            await database.database[model.collection].drop_indexes()

        await asyncio.gather(*(create_indexes(database.database) for _ in range(4)))

        assert await missing(database) == []

    @pytest.mark.parametrize(
        ("collection", "field", "seconds"),
        [("items", "deleted_at", 30 * 24 * 60 * 60), ("kept_answers", "expires_at", 0)],
    )
    async def test_what_is_over_is_removed_by_the_database(
        self, database: Database, collection: str, field: str, seconds: int
    ) -> None:
        indexes = await database.database[collection].index_information()

        assert indexes[f"{field}_1"]["expireAfterSeconds"] == seconds


class TestKeepCreatingIndexes:
    async def test_a_database_that_comes_late_is_waited_for(
        self,
        database: Database,
        monkeypatch: pytest.MonkeyPatch,
        log: list[EventDict],
    ) -> None:
        answers = iter([AutoReconnect("not yet"), None])

        async def create(_: object) -> None:
            if error := next(answers):
                raise error

        monkeypatch.setattr(indexes, "PAUSE", 0)
        monkeypatch.setattr(indexes, "create_indexes", create)
        await keep_creating_indexes(database.database)

        assert log[0]["reason"] == "not yet"
        assert next(answers, "done") == "done"


class TestCommand:
    def test_make_migrate_creates_them_too(self) -> None:
        runpy.run_module("app.database", run_name="__main__")
