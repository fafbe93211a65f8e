"""Imports a file in steps: each is short, and stored as a whole or not at all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from anyio import to_thread

from app.events.consumer import Consumer
from app.events.consumer import Delivery
from app.files.errors import FileNotFound
from app.files.existing import existing
from app.imports.errors import NotATable
from app.imports.events import ImportContinued
from app.imports.events import ImportRequested
from app.imports.events import ImportStep
from app.imports.items import items_of
from app.imports.rows import create
from app.imports.table import Position
from app.imports.table import count
from app.imports.table import read
from app.jobs.events import TOPIC
from app.jobs.models import Job
from app.jobs.repository import JobRepository
from app.jobs.service import JobService

ROWS = 100  # of one step
GIVEN_UP = "Something is wrong on our side; it goes on once that is mended"

imports = Consumer("imports", topic=TOPIC)


@imports.on(ImportRequested)
async def begin(event: ImportRequested, delivery: Delivery) -> None:
    """Look through the whole file before the first item is created."""
    async with job_of(event, delivery) as (jobs, job):
        path = await path_of(event, delivery)
        total, start = await to_thread.run_sync(count, path)
        await jobs.begin(job, total=total)
        await go_on(jobs, job, event, start if total else None)


@imports.on(ImportContinued)
async def create_items(event: ImportContinued, delivery: Delivery) -> None:
    """Create the items of the next rows."""
    async with job_of(event, delivery) as (jobs, job):
        path = await path_of(event, delivery)
        start = Position(event.offset, event.lines)
        part = await to_thread.run_sync(read, path, start, ROWS)
        refusals = await create(items_of(job, delivery), part.rows)
        await jobs.advance(job, done=len(part.rows), refusals=refusals)
        await go_on(jobs, job, event, part.next)


@imports.on_dead
async def give_up(delivery: Delivery) -> None:
    """Let nobody wait for a step that could not be done; `make replay` takes it up again."""
    jobs = JobService(JobRepository(delivery.session))
    await jobs.fail(await jobs.get(UUID(delivery.envelope.subject)), GIVEN_UP)


@asynccontextmanager
async def job_of(event: ImportStep, delivery: Delivery) -> AsyncIterator[tuple[JobService, Job]]:
    """Find the job, which fails with what people can do something about."""
    jobs = JobService(JobRepository(delivery.session))
    job = await jobs.get(event.job_id)
    try:
        yield jobs, job
    except (FileNotFound, NotATable) as error:
        await jobs.fail(job, str(error))


async def path_of(event: ImportStep, delivery: Delivery) -> Path:
    """Return where the file is, or raise `FileNotFound`; it may have been deleted meanwhile."""
    if not await existing(delivery.session, [event.file_id]):
        raise FileNotFound
    path: Path = await delivery.state.storage.path(event.file_id)
    return path


async def go_on(jobs: JobService, job: Job, event: ImportStep, start: Position | None) -> None:
    """Ask for the next step, or note that this was the last one."""
    if start is None:
        await jobs.succeed(job)
    else:
        following = ImportContinued(
            job_id=job.id, file_id=event.file_id, offset=start.offset, lines=start.lines
        )
        await jobs.outbox.add(following, key=job.id)
