"""A database of the tests' own, made by the real migrations; what tests write is rolled back."""

from collections.abc import AsyncIterator
from collections.abc import Callable
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.asyncio import async_sessionmaker
from starlette.datastructures import State

from app.database.connection import Database
from app.database.engine import create_engine
from app.database.models import Base
from app.database.settings import DatabaseSettings
from tests.fixtures import server


class OneTransaction(Database):
    """Every session is a savepoint in one transaction, which is never committed.

    There is one connection, so requests come one after the other.
    """

    deadline = None

    def __init__(self, connection: AsyncConnection) -> None:
        self._sessions = async_sessionmaker(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )

    def session(self, *, read_only: bool = False) -> AsyncSession:
        return self._sessions()


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    with server.temporary_database() as url, pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", url)
        command.upgrade(Config("alembic.ini"), "head")
        yield url


@pytest.fixture(scope="session")
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(DatabaseSettings.load())
    yield engine
    await engine.dispose()


@pytest.fixture
async def database(state: State, engine: AsyncEngine) -> AsyncIterator[Database]:
    """The service's database for the time of a test."""
    async with engine.connect() as connection, connection.begin() as transaction:
        state.database = OneTransaction(connection)
        yield state.database
        await transaction.rollback()


@pytest.fixture
async def committing_database(state: State, engine: AsyncEngine) -> AsyncIterator[Database]:
    """The real thing, for tests about commits and concurrency; emptied afterwards.

    A test class that needs it overrides the fixture `database` with it.
    """
    yield state.database
    async with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            await connection.execute(table.delete())


@pytest.fixture
async def unreachable_database() -> AsyncIterator[Database]:
    """A database that does not answer."""
    url = SecretStr(server.unreachable_database())
    engine = create_engine(DatabaseSettings.load().model_copy(update={"url": url}))
    yield Database(engine)
    await engine.dispose()


@pytest.fixture
def break_commits(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the connection break at the worst moment, from now on."""

    async def commit(session: AsyncSession) -> None:
        raise OperationalError("COMMIT", {}, ConnectionResetError())

    return lambda: monkeypatch.setattr(AsyncSession, "commit", commit)
