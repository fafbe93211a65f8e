"""The HTTP side of jobs."""

from uuid import UUID

from app.jobs.dependencies import JobsRead
from app.jobs.errors import JobNotFound
from app.jobs.schemas import JobRead
from app.routing import Router

router = Router(prefix="/jobs", tags=["jobs"])


@router.get("/{job_id}", responses={404: {"description": JobNotFound.title}})
async def read_job(job_id: UUID, jobs: JobsRead) -> JobRead:
    """Return how far a job is."""
    return JobRead.of(await jobs.get(job_id))
