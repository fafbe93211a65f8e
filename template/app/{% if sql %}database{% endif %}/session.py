"""The database as requests see it: one transaction each, committed before the response."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.asyncio import async_sessionmaker
from starlette.requests import HTTPConnection

from app.database.after_commit import Action
from app.database.after_commit import AfterCommit
from app.database.after_commit import run_after_commit
from app.database.engine import create_engine
from app.database.errors import domain_errors
from app.database.settings import DatabaseSettings
from app.errors import DomainError
from app.health import Check

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110 9.2.1


class Database:
    """Opens sessions; reads run without a transaction, which saves two round trips."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._writing = async_sessionmaker(engine, expire_on_commit=False)
        reading = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._reading = async_sessionmaker(reading, expire_on_commit=False)

    def session(self, *, read_only: bool = False) -> AsyncSession:
        """Open a session; it connects with its first statement."""
        return self._reading() if read_only else self._writing()

    async def ping(self) -> None:
        """Ask the database for a sign of life."""
        async with self.session(read_only=True) as session:
            await session.execute(text("SELECT 1"))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Provide `state.database`; connections are made when they are needed."""
    engine = create_engine(DatabaseSettings.load())
    app.state.database = Database(engine)
    app.state.checks.append(Check("database", app.state.database.ping))
    try:
        yield
    finally:
        await engine.dispose()


@asynccontextmanager
async def unit_of_work(
    database: Database, after_commit: list[Action], *, read_only: bool = False
) -> AsyncIterator[AsyncSession]:
    """Commit at the end, roll back on any error that does not say `keeps_changes`."""
    with domain_errors():
        async with database.session(read_only=read_only) as session:
            try:
                yield session
            except DomainError as refusal:
                if refusal.keeps_changes:
                    await session.commit()
                    await run_after_commit(after_commit)
                raise
            await session.commit()
    await run_after_commit(after_commit)


async def get_session(
    connection: HTTPConnection, after_commit: AfterCommit
) -> AsyncIterator[AsyncSession]:
    database: Database = connection.app.state.database
    read_only = connection.scope["method"] in SAFE_METHODS
    async with unit_of_work(database, after_commit, read_only=read_only) as session:
        yield session


DatabaseSession = Annotated[AsyncSession, Depends(get_session, scope="function")]
"""The request's session: it ends before the response is sent, so no 200 hides a failed commit."""
