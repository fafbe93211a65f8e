"""Rows of the sample resource, many of them and quickly, in PostgreSQL."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from uuid import UUID

import psycopg

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
INSERT = """
    INSERT INTO items
        (id, owner_id, name, description, quantity, version, created_at, updated_at)
    SELECT lpad(to_hex(n), 32, '0')::uuid, %(owner)s, 'Lamp ' || n, 'Gives light', n %% 1000, 1,
        %(beginning)s + n * interval '1 second', %(beginning)s
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""
NEW = '{"name": "Lamp", "description": "Gives light", "quantity": 3}'
"""The body of a request that creates one."""


def fill(database: str, owner: str, numbers: range) -> None:
    """Store items with these numbers, each a second newer than the one before."""
    with psycopg.connect(database, autocommit=True) as connection:
        values = {"first": numbers[0], "last": numbers[-1], "beginning": BEGINNING}
        connection.execute(INSERT, {**values, "owner": owner})
        connection.execute("VACUUM ANALYZE items")


def ids(numbers: Iterable[int]) -> list[UUID]:
    """Name the items with these numbers."""
    return [UUID(int=number) for number in numbers]


def cursor(number: int) -> str:
    """Point behind an item in the list of the newest first, as the service does."""
    moment = BEGINNING + timedelta(seconds=number)
    position = ["-created_at", moment.isoformat(), str(UUID(int=number))]
    return urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")
