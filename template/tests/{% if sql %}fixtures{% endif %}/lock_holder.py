"""A process that begins to migrate and never ends: `python -m tests.fixtures.lock_holder`."""

import asyncio
import sys
import time

from sqlalchemy import Connection

from app.database.engine import create_engine
from app.database.settings import DatabaseSettings
from migrations.lock import migration_lock


def hold(connection: Connection) -> None:
    with migration_lock(connection):
        sys.stdout.write("locked\n")
        sys.stdout.flush()
        time.sleep(3600)


async def main() -> None:
    async with create_engine(DatabaseSettings.load()).connect() as connection:
        await connection.run_sync(hold)


if __name__ == "__main__":
    asyncio.run(main())
