"""One migration at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

PRAGMAS = (
    "PRAGMA busy_timeout = 300000",  # others wait until the write lock is free
    "PRAGMA foreign_keys = OFF",  # SQLite changes a table by replacing it, which must not cascade
)


@contextmanager
def migration_lock(connection: Connection) -> Iterator[None]:
    """Let one transaction around all migrations be the lock: it begins with the write lock."""
    cursor = connection.connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
    connection.begin()
    yield
