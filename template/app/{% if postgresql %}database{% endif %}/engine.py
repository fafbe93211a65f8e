"""How this service connects to PostgreSQL."""

from typing import Any

from sqlalchemy import AdaptedConnection
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.ext.asyncio import create_async_engine

from app import about
from app.database.liveness import lend_no_dead
from app.database.settings import DatabaseSettings


def create_engine(settings: DatabaseSettings) -> AsyncEngine:
    """Create the engine; every wait for the database ends by its deadline."""
    engine = create_async_engine(
        settings.url.get_secret_value(),
        hide_parameters=True,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.timeout,
        connect_args={
            "timeout": settings.timeout,
            "command_timeout": settings.timeout,
            "server_settings": {"application_name": about.NAME},
        },
    )
    lend_no_dead(engine)
    event.listen(engine.sync_engine, "invalidate", hang_up)
    return engine


def hang_up(connection: AdaptedConnection, *_: Any) -> None:
    """Give a broken connection up at once: a polite end waits for a server that may be gone."""
    connection.driver_connection.terminate()
