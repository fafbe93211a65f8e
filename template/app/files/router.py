"""The HTTP side of files."""

import sys
from typing import Any
from uuid import UUID

from fastapi import BackgroundTasks
from fastapi import Request
from fastapi import UploadFile
from fastapi.responses import FileResponse
from starlette.responses import Response

from app.background import attempt
from app.etags import is_among
from app.etags import read_tags
from app.files.dependencies import FilesRead
from app.files.dependencies import FilesWrite
from app.files.limit import LimitedRoute
from app.files.schemas import FileRead
from app.files.state import SharedStorage
from app.files.sweep import sweep
from app.pagination import Page
from app.pagination import Paging
from app.routing import Router

router = Router(
    prefix="/files",
    tags=["files"],
    route_class=LimitedRoute,
    max_body_size=sys.maxsize,  # the route class has the limit
    form_limits={"max_files": 1, "max_fields": 0},
)

BYTES = {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
DOWNLOADS: dict[int | str, dict[str, Any]] = {
    200: BYTES,
    206: {**BYTES, "description": "The ranges that were asked for"},
    304: {"description": "It is what the caller has already"},
    416: {"description": "There is no such range", "content": {"text/plain": {}}},
}


@router.post("", status_code=201)
async def upload_file(
    file: UploadFile,
    files: FilesWrite,
    storage: SharedStorage,
    request: Request,
    background: BackgroundTasks,
) -> FileRead:
    """Store a file; its type is told from its content, whatever it is called."""
    stored = FileRead.of(await files.create(file))
    background.add_task(attempt, sweep, request.app.state.database, storage, stored.id)
    return stored


@router.get("")
async def list_files(paging: Paging, files: FilesRead) -> Page[FileRead]:
    """Return a page of files, the newest first."""
    found, total = await files.list(limit=paging.limit, offset=paging.offset)
    return Page.of(map(FileRead.of, found), total, paging)


@router.get("/{file_id}")
async def read_file(file_id: UUID, files: FilesRead) -> FileRead:
    """Return what is known about a file."""
    return FileRead.of(await files.get(file_id))


@router.get("/{file_id}/content", response_class=FileResponse, responses=DOWNLOADS)
async def download_file(
    file_id: UUID, files: FilesRead, storage: SharedStorage, request: Request
) -> Response:
    """Return the bytes of a file, or the ranges of it that are asked for (RFC 9110 14)."""
    file = await files.get(file_id)
    path = await storage.path(file_id)
    headers = {
        "Cache-Control": "private, no-cache",  # ask whether it is still there, and still yours
        "ETag": f'"{file.sha256}"',
        "X-Content-Type-Options": "nosniff",
    }
    if is_among(headers["ETag"], read_tags(request.headers.getlist("If-None-Match"))):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=file.media_type, filename=file.name)


@router.delete("/{file_id}", status_code=204)
async def delete_file(file_id: UUID, files: FilesWrite) -> None:
    """Delete a file."""
    await files.delete(file_id)
