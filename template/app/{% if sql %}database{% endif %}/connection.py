"""The connections to the database, and the sessions that are opened on them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextlib import suppress

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.asyncio import async_sessionmaker

from app.database.engine import create_engine
from app.database.purge import keep_purging
from app.database.settings import DatabaseSettings
from app.health import Check

GOODBYE = 1.0  # seconds; a server that does not answer must not keep the process from ending

Session = AsyncSession
"""What repositories work with."""


class Database:
    """Opens sessions; reads run without a transaction, which saves two round trips."""

    def __init__(self, engine: AsyncEngine, deadline: float | None = None) -> None:
        self.deadline = deadline
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
    settings = DatabaseSettings.load()
    engine = create_engine(settings)
    app.state.database = Database(engine, settings.deadline)
    app.state.checks.append(Check("database", app.state.database.ping))
    purging = asyncio.create_task(keep_purging(async_sessionmaker(engine)))
    try:
        yield
    finally:
        purging.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE):
                await engine.dispose()
