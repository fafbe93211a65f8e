"""Runs one SQL statement on a service's database, inside the service; prints rows as JSON."""

import asyncio
import json
import sys

from app.database.engine import create_engine
from app.database.settings import DatabaseSettings
from sqlalchemy import text


async def main(statement: str) -> None:
    """Execute the statement and commit."""
    engine = create_engine(DatabaseSettings.load())
    async with engine.begin() as connection:
        result = await connection.execute(text(statement))
        rows = [list(row) for row in result] if result.returns_rows else []
    await engine.dispose()
    print(json.dumps(rows, default=str))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
