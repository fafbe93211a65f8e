"""One migration at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy import text

LOCK = "CONCAT('migrations:', MD5(DATABASE()))"  # locks are the server's, so the name is not
WAIT = 300  # seconds


@contextmanager
def migration_lock(connection: Connection) -> Iterator[None]:
    """Hold a named lock; MySQL drops it with the connection, whatever happens."""
    locked = connection.scalar(text(f"SELECT GET_LOCK({LOCK}, {WAIT})"))
    if not locked:
        raise TimeoutError(f"Another process has been migrating for {WAIT} seconds.")
    try:
        yield
    finally:
        connection.execute(text(f"SELECT RELEASE_LOCK({LOCK})"))
