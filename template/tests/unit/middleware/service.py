"""Small services inside all layers."""

from typing import Any

from fastapi import FastAPI

from app.middleware import add_middleware
from app.problems import add_error_handlers
from app.settings import Settings


def service(**settings: Any) -> FastAPI:
    """Return a service without endpoints, which listens to `service.test`."""
    app = FastAPI()
    add_middleware(app, Settings.load().model_copy(update=settings))
    add_error_handlers(app)
    return app
