"""What happens around every request, as pure ASGI."""

from fastapi import FastAPI

from app.middleware.body_limit import BodyLimit
from app.middleware.compression import Compression
from app.middleware.cors import Cors
from app.middleware.fallback import Fallback
from app.middleware.guard import Guard
from app.middleware.head import HeadAsGet
from app.middleware.headers import default_headers
from app.middleware.observe import Observe
from app.settings import Settings


def add_middleware(app: FastAPI, settings: Settings) -> None:
    """Put the layers around the application, the innermost first."""
    app.add_middleware(BodyLimit, max_body_size=settings.max_body_bytes)
    app.add_middleware(Compression)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Guard, hosts=settings.allowed_hosts)
    app.add_middleware(Fallback, deadline=settings.request_deadline)
    app.add_middleware(Cors, origins=settings.allowed_origins)
    app.add_middleware(Observe, headers=default_headers(settings))
