"""The description of the API, and two pages that show it without asking any other host."""

from pathlib import Path

from fastapi import APIRouter
from fastapi import FastAPI
from fastapi import Request
from fastapi.responses import FileResponse
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from app.docs.document import describe

STATIC = Path(__file__).parent / "static"

# Both pages set styles from scripts, and ReDoc searches in a worker that it makes itself.
POLICY = (
    "default-src 'none'; base-uri 'none'; connect-src 'self'; form-action 'none'; "
    "frame-ancestors 'none'; img-src 'self' data:; script-src 'self'; "
    "style-src 'self' 'unsafe-inline'; worker-src blob:"
)

router = APIRouter(include_in_schema=False)


def add_docs(app: FastAPI) -> None:
    """Serve the description, its pages, and what they load from the package `fastapi-offline`."""
    app.include_router(router)
    assets = StaticFiles(directory=STATIC, packages=[("fastapi_offline", "static")])
    app.mount("/docs/assets", assets)


@router.get("/openapi.json")
async def read_description(request: Request) -> JSONResponse:
    """Return the OpenAPI document, which names the prefix that a proxy has cut off."""
    document = describe(request.app)
    prefix = request.scope.get("root_path")
    return JSONResponse({**document, "servers": [{"url": prefix}]} if prefix else document)


@router.get("/docs")
async def show_swagger_ui() -> FileResponse:
    """Show the API, for trying it out."""
    return page("swagger-ui.html")


@router.get("/redoc")
async def show_redoc() -> FileResponse:
    """Show the API, for reading."""
    return page("redoc.html")


def page(name: str) -> FileResponse:
    return FileResponse(STATIC / name, headers={"Content-Security-Policy": POLICY})
