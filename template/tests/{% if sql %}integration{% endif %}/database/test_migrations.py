import asyncio
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import pytest
from alembic import command
from alembic.config import Config
from alembic.config import main
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy import inspect

from app.database.connection import Database
from app.database.engine import create_engine
from app.database.models import Base
from app.database.settings import DatabaseSettings
from tests.fixtures.server import temporary_database

REPLICAS = 4


@pytest.fixture
def alembic() -> Config:
    return Config("alembic.ini")


@pytest.fixture
def empty_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with temporary_database("migrations") as url:
        monkeypatch.setenv("DATABASE_URL", url)
        yield


@pytest.fixture
def database(committing_database: Database) -> Database:
    """The database of the other tests, without a transaction that would lock migrations out."""
    return committing_database


def tables() -> set[str]:
    """Return the names of the tables that are there."""

    def look(connection: Connection) -> set[str]:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}

    async def connect() -> set[str]:
        engine = create_engine(DatabaseSettings.load())
        async with engine.connect() as connection:
            found = await connection.run_sync(look)
        await engine.dispose()
        return found

    return asyncio.run(connect())


class TestMigrations:
    @pytest.mark.usefixtures("empty_database")
    def test_they_go_up_and_down_and_up_again(self, alembic: Config) -> None:
        command.upgrade(alembic, "head")
        assert tables() >= set(Base.metadata.tables)

        command.downgrade(alembic, "base")
        assert tables() == set()

        command.upgrade(alembic, "head")
        assert tables() >= set(Base.metadata.tables)

    @pytest.mark.usefixtures("empty_database")
    def test_several_replicas_may_start_at_once(self) -> None:
        processes = get_context("forkserver")
        processes.set_forkserver_preload(["alembic.config", "app.database.engine"])

        with ProcessPoolExecutor(REPLICAS, mp_context=processes) as replicas:
            upgrades = [replicas.submit(main, ["upgrade", "head"]) for _ in range(REPLICAS)]
            for upgrade in upgrades:
                upgrade.result()

        assert tables() >= set(Base.metadata.tables)

    @pytest.mark.usefixtures("empty_database")
    def test_one_that_is_killed_half_way_holds_up_nobody(self) -> None:
        command = [sys.executable, "-m", "tests.fixtures.lock_holder"]
        with (
            subprocess.Popen(command, stdout=subprocess.PIPE) as holder,
            ThreadPoolExecutor(1) as thread,
        ):
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"locked\n"
            upgrade = thread.submit(main, ["upgrade", "head"])
            with pytest.raises(TimeoutError):
                upgrade.result(timeout=0.5)

            holder.kill()
            upgrade.result(timeout=60)

        assert tables() >= set(Base.metadata.tables)

    def test_they_make_what_the_models_describe(self, alembic: Config) -> None:
        command.check(alembic)

    def test_they_are_one_line(self, alembic: Config) -> None:
        assert len(ScriptDirectory.from_config(alembic).get_heads()) == 1
