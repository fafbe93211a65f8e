"""Runs migrations against the service's database, one process at a time."""

import asyncio

from alembic import context
from sqlalchemy import Connection

from app.database.discovery import import_models
from app.database.engine import create_engine
from app.database.models import Base
from app.database.settings import DatabaseSettings
from app.logging import configure_logging
from app.settings import Settings
from migrations.autogenerate import is_ours
from migrations.autogenerate import keep_columns
from migrations.lock import migration_lock

import_models()  # autogenerate compares the database with what it finds

PATIENCE = 600  # seconds that a statement may take here; requests wait far less


def migrate(connection: Connection) -> None:
    """Let several replicas start at once: the first migrates, the others wait and find it done."""
    with migration_lock(connection):
        # Configured inside the lock's transaction, Alembic does not end it between migrations.
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_server_default=True,
            include_object=is_ours,
            process_revision_directives=keep_columns,
            render_as_batch=connection.dialect.name == "sqlite",
        )
        context.run_migrations()
        connection.commit()


async def migrate_online() -> None:
    settings = DatabaseSettings.load()
    engine = create_engine(settings.model_copy(update={"timeout": PATIENCE}))
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


if context.is_offline_mode():
    raise SystemExit("Migrations need the database: SQL scripts cannot be written without it.")
configure_logging(Settings.load())
asyncio.run(migrate_online())
