"""The database as requests see it: one transaction each, committed before the response."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.database.after_commit import Action
from app.database.after_commit import after_commit_of
from app.database.after_commit import run_after_commit
from app.database.connection import Database
from app.database.connection import Session
from app.database.errors import domain_errors
from app.deadline import Deadline
from app.errors import DomainError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110 9.2.1


@asynccontextmanager
async def unit_of_work(
    database: Database, after_commit: list[Action], *, read_only: bool = False
) -> AsyncIterator[Session]:
    """Commit at the end, roll back on any error that does not say `keeps_changes`.

    Whatever it waits for, it is given up at the deadline.
    """
    with domain_errors(), Deadline(database.deadline):
        async with database.session(read_only=read_only) as session:
            try:
                yield session
            except DomainError as refusal:
                if refusal.keeps_changes:
                    await session.commit()
                    await run_after_commit(after_commit)
                raise
            if not read_only:
                await session.commit()
    await run_after_commit(after_commit)


async def get_session(connection: HTTPConnection) -> AsyncIterator[Session]:
    database: Database = connection.app.state.database
    after_commit = after_commit_of(connection)
    read_only = connection.scope["method"] in SAFE_METHODS
    async with unit_of_work(database, after_commit, read_only=read_only) as session:
        yield session


DatabaseSession = Annotated[Session, Depends(get_session, scope="function")]
"""The request's session: it ends before the response is sent, so no 200 hides a failed commit."""
