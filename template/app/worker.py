"""The worker: the service without its API. It publishes what waits and handles what arrives."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import about
from app import drain
from app import health
from app.database import connection as database
from app.events import work
from app.files import lifespan as files
from app.local_cache import LocalCache
from app.logging import configure_logging
from app.logging.output import queued
from app.metrics import router as metrics_router
from app.middleware import add_middleware
from app.problems import add_error_handlers
from app.settings import Settings


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open what handlers work with, then work."""
    async with AsyncExitStack() as stack:
        stack.enter_context(queued())
        await stack.enter_async_context(resources(app))
        await stack.enter_async_context(work.lifespan(app))
        await stack.enter_async_context(drain.lifespan(app))
        yield


@asynccontextmanager
async def resources(app: FastAPI) -> AsyncIterator[None]:
    """Provide what handlers find in their `delivery.state`."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(database.lifespan(app))
        await stack.enter_async_context(files.lifespan(app))
        yield


def create_app(settings: Settings | None = None) -> FastAPI:
    """Put the worker together; over HTTP it tells only how it is."""
    settings = settings or Settings.load()
    configure_logging(settings)
    app = FastAPI(title=about.TITLE, version=about.VERSION, openapi_url=None, lifespan=lifespan)
    app.state.settings = settings
    app.state.checks = []
    app.state.draining = False
    app.state.readiness = health.KeptReadiness()
    app.state.cache = LocalCache()
    add_middleware(app, settings)
    add_error_handlers(app)
    app.include_router(health.router)
    app.include_router(metrics_router)
    return app
