"""Jobs as they cross the API."""

from datetime import datetime
from typing import Literal
from typing import Self
from typing import cast
from uuid import UUID

from pydantic import Field

from app.jobs.models import Job
from app.schemas import Schema

Status = Literal["queued", "running", "succeeded", "failed"]


class Refusal(Schema):
    """A part of the work that was refused."""

    line: int = Field(description="Where it begins in the file.", examples=[17])
    reason: str = Field(examples=["quantity: Input should be greater than or equal to 0"])


class JobRead(Schema):
    """How far a job is."""

    id: UUID
    kind: str = Field(examples=["import"])
    status: Status
    done: int = Field(description="How much of it is done, refused or not.", examples=[200])
    total: int | None = Field(description="How much it is; unknown at first.", examples=[5000])
    refused: int = Field(description="How much of what is done was refused.", examples=[1])
    refusals: list[Refusal] = Field(description="The first ones.")
    failure: str | None = Field(description="Why it has failed, for people.")
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """Represent a stored job."""
        return cls(
            id=job.id,
            kind=job.kind,
            status=cast("Status", job.status),
            done=job.done,
            total=job.total,
            refused=job.refused,
            refusals=[Refusal(**refusal) for refusal in job.refusals],
            failure=job.failure,
            created_at=job.created_at,
            started_at=job.started_at,
            ended_at=job.ended_at,
        )
