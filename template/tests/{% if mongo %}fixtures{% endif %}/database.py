"""A database of the tests' own, with the real indexes; what a test writes is deleted after it."""

import os
from collections.abc import AsyncIterator
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import AutoReconnect
from starlette.datastructures import State

from app.database import connection
from app.database.connection import Database
from app.database.connection import create_client
from app.database.indexes import create_indexes
from app.database.models import Document
from app.database.settings import DatabaseSettings


@pytest.fixture(scope="session")
async def database_url() -> AsyncIterator[str]:
    server = urlsplit(DatabaseSettings.load().url.get_secret_value())
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    name = "_".join(filter(None, (server.path, "test", worker)))
    url = server._replace(path=name).geturl()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", url)
        environment.setattr(connection, "keep_creating_indexes", do_nothing)
        async with create_client(DatabaseSettings.load()) as client:
            database = Database(client).database
            await client.drop_database(database)
            await create_indexes(database)
            yield url
            await client.drop_database(database)


async def do_nothing(_: object) -> None:
    """Stand in for what every start does: here it is done, and would disturb transactions."""


@pytest.fixture
async def database(state: State) -> AsyncIterator[Database]:
    """The service's database for the time of a test; indexes stay, documents do not."""
    database: Database = state.database
    yield database
    for model in Document.models():
        await database.database[model.collection].delete_many({})


@pytest.fixture
def committing_database(database: Database) -> Database:
    """The same: here every test commits."""
    return database


@pytest.fixture
async def unreachable_database() -> AsyncIterator[Database]:
    """A database that does not answer."""
    nowhere = {"url": SecretStr("mongodb://%2Fnowhere%2Fmongodb.sock"), "timeout": 0.05}
    async with create_client(DatabaseSettings.load().model_copy(update=nowhere)) as client:
        yield Database(client)


@pytest.fixture
def break_commits(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the connection break at the worst moment, from now on."""

    async def commit(_: AsyncClientSession) -> None:
        raise AutoReconnect

    return lambda: monkeypatch.setattr(AsyncClientSession, "commit_transaction", commit)
