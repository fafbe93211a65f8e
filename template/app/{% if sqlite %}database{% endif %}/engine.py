"""How this service connects to SQLite."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.ext.asyncio import create_async_engine

from app.database.settings import DatabaseSettings

PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
)


def create_engine(settings: DatabaseSettings) -> AsyncEngine:
    """Create the engine; every wait, also of a writer for another one, ends by its deadline."""
    engine = create_async_engine(
        settings.url.get_secret_value(),
        hide_parameters=True,
        pool_timeout=settings.timeout,
        connect_args={"timeout": settings.timeout},  # the driver's name for SQLite's busy_timeout
    )
    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "begin", begin)
    return engine


def prepare(connection: DBAPIConnection, _: Any) -> None:
    connection.isolation_level = None  # the driver would begin and commit on its own
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def begin(connection: Connection) -> None:
    """Take the write lock at once: upgrading a read later fails instead of waiting."""
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
