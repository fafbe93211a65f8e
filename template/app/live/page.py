"""A page on which two browsers talk to each other, at /live; in development only."""

from pathlib import Path
from typing import Literal

from fastapi import APIRouter
from fastapi import Depends
from fastapi import HTTPException
from fastapi import Request
from fastapi.responses import FileResponse

FOLDER = Path(__file__).with_name("static")
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
}


async def only_in_development(request: Request) -> None:
    """Let nobody know of the page elsewhere."""
    if request.app.state.settings.environment != "development":
        raise HTTPException(404)


router = APIRouter(
    prefix="/live", include_in_schema=False, dependencies=[Depends(only_in_development)]
)


@router.get("")
async def read_page() -> FileResponse:
    return FileResponse(FOLDER / "page.html", headers=HEADERS)


@router.get("/{name}")
async def read_part(
    name: Literal["icon.svg", "page.css", "page.js", "session.js", "socket.js"],
) -> FileResponse:
    return FileResponse(FOLDER / name, headers=HEADERS)
