"""One migration at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy import text

LOCK = 7_160_245_982_319_401  # any number that nobody else locks in this database


@contextmanager
def migration_lock(connection: Connection) -> Iterator[None]:
    """Hold an advisory lock; PostgreSQL drops it with the connection, whatever happens."""
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
