"""The connections to the database, and the sessions that are opened on them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pymongo
from fastapi import FastAPI
from pymongo import AsyncMongoClient
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

from app import about
from app.database.indexes import keep_creating_indexes
from app.database.models import Document
from app.database.settings import DatabaseSettings
from app.health import Check

GOODBYE = 1.0  # seconds; a server that does not answer must not keep the process from ending


@dataclass(frozen=True)
class Session:
    """A database, and the transaction in which it is written to; reads need none."""

    database: AsyncDatabase[dict[str, Any]]
    transaction: AsyncClientSession | None = None

    def collection(self, model: type[Document]) -> AsyncCollection[dict[str, Any]]:
        """Return where the documents of a model are."""
        return self.database[model.collection]

    async def commit(self) -> None:
        """Make durable what was written."""
        if self.transaction is not None:
            await self.transaction.commit_transaction()


class Database:
    """Opens sessions on the database that the address names."""

    def __init__(
        self, client: AsyncMongoClient[dict[str, Any]], deadline: float | None = None
    ) -> None:
        self.deadline = deadline
        self._client = client
        self.database = client.get_default_database(about.NAME)

    @asynccontextmanager
    async def session(self, *, read_only: bool = False) -> AsyncIterator[Session]:
        """Open a session; what is not committed is rolled back at the end."""
        if read_only:
            yield Session(self.database)
            return
        async with self._client.start_session() as transaction:
            await transaction.start_transaction()
            yield Session(self.database, transaction)

    async def ping(self) -> None:
        """Ask the database for a sign of life."""
        await self._client.admin.command("ping")


def create_client(settings: DatabaseSettings) -> AsyncMongoClient[dict[str, Any]]:
    """Create the client; every wait for the database ends by its deadline."""
    milliseconds = settings.timeout * 1000
    return AsyncMongoClient(
        settings.url.get_secret_value(),
        appname=about.NAME,
        maxPoolSize=settings.pool_size,
        serverSelectionTimeoutMS=milliseconds,
        timeoutMS=milliseconds,
        tz_aware=True,
        uuidRepresentation="standard",
    )


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Provide `state.database`; connections are made when they are needed."""
    settings = DatabaseSettings.load()
    client = create_client(settings)
    app.state.database = Database(client, settings.deadline)
    app.state.checks.append(Check("database", app.state.database.ping))
    indexes = asyncio.create_task(keep_creating_indexes(app.state.database.database))
    try:
        yield
    finally:
        indexes.cancel()
        with pymongo.timeout(GOODBYE):
            await client.close()
