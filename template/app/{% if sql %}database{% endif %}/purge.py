"""Removes what is over for good, in the background and a few rows at a time."""

import asyncio
import random

import structlog
from sqlalchemy import delete
from sqlalchemy import inspect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.asyncio import async_sessionmaker

from app.database.discovery import import_models
from app.database.errors import domain_errors
from app.database.models import Base
from app.database.models import Purged
from app.errors import DomainError

logger = structlog.get_logger()

PAUSE = 600.0  # seconds on average, so that replicas do not all begin at once
BATCH = 500  # rows that one transaction locks

Sessions = async_sessionmaker[AsyncSession]


async def keep_purging(sessions: Sessions) -> None:
    """Purge for as long as the service runs; what fails is tried again the next time."""
    while True:
        await asyncio.sleep(random.uniform(0.5, 1.5) * PAUSE)
        try:
            await purge(sessions)
        except DomainError as error:
            logger.warning("nothing is purged", error=str(error.__cause__))


async def purge(sessions: Sessions) -> None:
    """Remove all rows that are over, of every model that says which these are."""
    import_models()
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Purged):
            while await purge_batch(sessions, mapper.class_) == BATCH:
                pass


async def purge_batch(sessions: Sessions, model: type[Purged]) -> int:
    """Remove some rows; another replica's are left to it. Return how many there were."""
    (key,) = inspect(model).primary_key
    over = select(key).where(model.is_over()).limit(BATCH).with_for_update(skip_locked=True)
    with domain_errors():
        async with sessions.begin() as session:
            keys = (await session.scalars(over)).all()
            await session.execute(delete(model).where(key.in_(keys)))
    return len(keys)
