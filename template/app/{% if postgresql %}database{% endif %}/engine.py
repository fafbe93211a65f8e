"""How this service connects to PostgreSQL."""

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.ext.asyncio import create_async_engine

from app import about
from app.database.settings import DatabaseSettings


def create_engine(settings: DatabaseSettings) -> AsyncEngine:
    """Create the engine; every wait for the database ends by its deadline."""
    return create_async_engine(
        settings.url.get_secret_value(),
        hide_parameters=True,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.timeout,
        pool_pre_ping=True,
        connect_args={
            "timeout": settings.timeout,
            "command_timeout": settings.timeout,
            "server_settings": {"application_name": about.NAME},
        },
    )
