"""The steps of an import, each of which asks for the next."""

from typing import ClassVar
from uuid import UUID

from app.events.event import Event
from app.jobs.events import TOPIC


class ImportStep(Event):
    """What this service tells itself to go on with an import; nobody else need hear or tell it."""

    topic: ClassVar[str] = TOPIC

    job_id: UUID
    file_id: UUID


class ImportRequested(ImportStep):
    type: ClassVar[str] = "import.requested.v1"


class ImportContinued(ImportStep):
    """The next row begins behind so many bytes and lines."""

    type: ClassVar[str] = "import.continued.v1"

    offset: int
    lines: int
