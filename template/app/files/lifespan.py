"""What files need for as long as the process lives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.files.settings import FilesSettings
from app.files.storage import LocalStorage
from app.health import Check


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Provide `state.files` and `state.storage`; without them the rest of the service works."""
    app.state.files = FilesSettings.load()
    storage = LocalStorage(app.state.files.directory)
    app.state.storage = storage
    app.state.checks.append(Check("files", storage.ping, essential=False))
    yield
