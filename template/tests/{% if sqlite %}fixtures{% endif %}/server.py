"""Databases for tests: files that go when the tests end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def temporary_database(name: str = "service") -> Iterator[str]:
    """Return the address of an empty database that nobody else knows."""
    with TemporaryDirectory() as folder:
        yield f"sqlite+aiosqlite:///{Path(folder) / name}.db"


def unreachable_database() -> str:
    """Return an address at which there can be no database."""
    return "sqlite+aiosqlite:////nowhere/data.db"
