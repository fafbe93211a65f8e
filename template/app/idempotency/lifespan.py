"""What recognizing repeated requests needs for as long as the process lives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.idempotency.settings import IdempotencySettings


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Provide `state.idempotency`."""
    app.state.idempotency = IdempotencySettings.load()
    yield
