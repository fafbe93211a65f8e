"""The rules about imports."""

from dataclasses import dataclass
from uuid import UUID

from app.files.errors import FileNotFound
from app.files.repository import FileRepository
from app.files.sniffing import TEXT
from app.imports.errors import FileNotImportable
from app.imports.events import ImportRequested
from app.jobs.models import Job
from app.jobs.service import JobService

KIND = "import"
MAX_BYTES = 20 * 1024 * 1024  # the first step reads the whole file, and has some seconds


@dataclass(frozen=True)
class ImportService:
    """Imports the files of one owner."""

    files: FileRepository
    jobs: JobService
    owner_id: UUID

    async def request(self, file_id: UUID) -> Job:
        """Have a file imported; raise `FileNotFound` or `FileNotImportable`.

        The job and its first step are stored together, whether or not there is a broker.
        """
        if (file := await self.files.get(file_id)) is None:
            raise FileNotFound
        if file.media_type != TEXT:
            raise FileNotImportable(f"It is no text but {file.media_type}")
        if file.size > MAX_BYTES:
            raise FileNotImportable(f"It has more than {MAX_BYTES} bytes")
        job = await self.jobs.create(KIND, self.owner_id)
        await self.jobs.outbox.add(ImportRequested(job_id=job.id, file_id=file.id), key=job.id)
        return job
