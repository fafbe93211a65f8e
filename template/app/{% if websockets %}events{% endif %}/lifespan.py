"""What the processes of the API have to do with the broker; requests need none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI

from app.events.broker import create_broker
from app.events.broker import overhear
from app.events.connection import connected
from app.events.settings import EventsSettings
from app.events.work import working
from app.jobs.events import TOPIC
from app.live.progress import tell_progress


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hear what sockets are to be told; do the work of a worker as well if that is wanted."""
    settings = EventsSettings.load()
    broker = create_broker(settings)
    overhear(broker, TOPIC, partial(tell_progress, app.state.hub))
    work = working(app, broker, settings) if settings.is_embedded else connected(app, broker)
    async with work:
        yield
