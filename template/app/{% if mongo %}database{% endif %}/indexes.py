"""Creates the indexes that the models name, at every start."""

import asyncio
from typing import Any

import structlog
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from app.database.discovery import import_models
from app.database.models import Document

logger = structlog.get_logger()

PAUSE = 5.0  # seconds between attempts while the database does not answer


async def create_indexes(database: AsyncDatabase[dict[str, Any]]) -> None:
    """Create what is missing; doing it twice, or on several replicas at once, changes nothing."""
    import_models()
    for model in Document.models():
        if indexes := model.every_index():
            await database[model.collection].create_indexes(indexes)


async def keep_creating_indexes(database: AsyncDatabase[dict[str, Any]]) -> None:
    """Try until it works, so that a service starts even before its database."""
    while True:
        try:
            return await create_indexes(database)
        except PyMongoError as error:
            logger.warning("no indexes yet", reason=str(error))
            await asyncio.sleep(PAUSE)
