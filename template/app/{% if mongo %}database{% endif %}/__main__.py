"""Creates the indexes, as `make migrate` does: `python -m app.database`."""

import asyncio

from app.database.connection import Database
from app.database.connection import create_client
from app.database.indexes import create_indexes
from app.database.settings import DatabaseSettings


async def main() -> None:
    async with create_client(DatabaseSettings.load()) as client:
        await create_indexes(Database(client).database)


asyncio.run(main())
