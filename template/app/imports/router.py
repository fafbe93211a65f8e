"""The HTTP side of imports."""

from typing import Any

from fastapi import Request
from fastapi import Response

from app.files.errors import FileNotFound
from app.idempotency.errors import RequestInProgress
from app.imports.dependencies import ImportOnce
from app.imports.dependencies import Imports
from app.imports.schemas import ImportCreate
from app.jobs.schemas import JobRead
from app.routing import Router

router = Router(prefix="/imports", tags=["imports"])

ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {
        "headers": {
            "Location": {
                "description": "Where the job tells how far it is.",
                "schema": {"type": "string"},
            }
        }
    },
    404: {"description": FileNotFound.title},
    409: {"description": RequestInProgress.title},
}


@router.post("", status_code=202, response_model=JobRead, responses=ACCEPTED)
async def import_items(
    body: ImportCreate, imports: Imports, once: ImportOnce, request: Request, response: Response
) -> Response:
    """Create items from a file, one for each row, in a job that begins soon.

    Rows that are refused do not stop the others. A file that cannot be read leaves no item.
    """

    async def accept() -> JobRead:
        job = await imports.request(body.file_id)
        response.headers["Location"] = request.url_for("read_job", job_id=job.id).path
        return JobRead.of(job)

    return await once.answer(202, accept)
