"""Databases for tests, on the server that DATABASE_URL names."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy import make_url
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.database.settings import DatabaseSettings


@contextmanager
def temporary_database(name: str = "") -> Iterator[str]:
    """Create an empty database of this process's own; drop it at the end."""
    server = make_url(DatabaseSettings.load().url.get_secret_value())
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    database = "_".join(filter(None, (server.database, "test", name, worker)))
    asyncio.run(
        execute(server, f"DROP DATABASE IF EXISTS {database}", f"CREATE DATABASE {database}")
    )
    try:
        yield server.set(database=database).render_as_string(hide_password=False)
    finally:
        asyncio.run(execute(server, f"DROP DATABASE {database}"))


def unreachable_database() -> str:
    """Return an address at which no database answers."""
    url = make_url(DatabaseSettings.load().url.get_secret_value())
    return url.set(host="127.0.0.1", port=9).render_as_string(hide_password=False)


async def execute(server: URL, *statements: str) -> None:
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
