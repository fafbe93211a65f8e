"""What the processes of the API have to do with the broker; requests need none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from fastapi import FastAPI

from app.events.settings import EventsSettings


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Do the work of a worker as well if that is wanted."""
    if EventsSettings.load().is_embedded:
        # Whoever does not need the broker's client starts faster without it.
        work = import_module("app.events.work")
        async with work.lifespan(app):
            yield
    else:
        yield
