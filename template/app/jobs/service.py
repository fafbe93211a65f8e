"""The rules about jobs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.database.models import utc_now
from app.events.outbox import Outbox
from app.jobs.errors import JobNotFound
from app.jobs.events import JobEnded
from app.jobs.events import JobProgressed
from app.jobs.models import KEPT
from app.jobs.models import MAX_FAILURE
from app.jobs.models import Job
from app.jobs.repository import JobRepository
from app.jobs.schemas import Refusal

MAX_REFUSALS = 100  # that are kept; the others are counted


@dataclass(frozen=True)
class JobService:
    """Works on the jobs that its repository can see, which may be one owner's.

    What is done for a job belongs into the same transaction as the change of the job.
    """

    repository: JobRepository

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.repository.session)

    async def create(self, kind: str, owner_id: UUID) -> Job:
        """Store a new job, which waits for its first step."""
        expires_at = utc_now() + KEPT
        job = Job(kind=kind, status="queued", owner_id=owner_id, expires_at=expires_at)
        return await self.repository.add(job)

    async def get(self, job_id: UUID) -> Job:
        """Find a job, or raise `JobNotFound`."""
        if (job := await self.repository.get(job_id)) is None:
            raise JobNotFound
        return job

    async def begin(self, job: Job, *, total: int) -> None:
        """Note how much there is to do."""
        await self.repository.update(job, status="running", total=total, started_at=utc_now())
        await self.outbox.add(JobProgressed.of(job), key=job.id)

    async def advance(self, job: Job, *, done: int, refusals: Sequence[Refusal]) -> None:
        """Note that more is done; a job that was given up goes on with it."""
        kept = [*job.refusals, *(refusal.model_dump() for refusal in refusals)][:MAX_REFUSALS]
        await self.repository.update(
            job,
            status="running",
            done=job.done + done,
            refused=job.refused + len(refusals),
            refusals=kept,
            failure=None,
            ended_at=None,
        )
        await self.outbox.add(JobProgressed.of(job), key=job.id)

    async def succeed(self, job: Job) -> None:
        """Note that all is done."""
        await self._end(job, status="succeeded")

    async def fail(self, job: Job, failure: str) -> None:
        """Note why nothing more is done."""
        await self._end(job, status="failed", failure=failure[:MAX_FAILURE])

    async def _end(self, job: Job, **changes: Any) -> None:
        await self.repository.update(job, ended_at=utc_now(), **changes)
        await self.outbox.add(JobEnded.of(job), key=job.id)
