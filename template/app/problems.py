"""The one place where an error becomes an HTTP response: RFC 9457 problem details."""

import json
import math
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.requests import Request
from starlette.responses import Response

from app.errors import BadAnswer
from app.errors import Conflict
from app.errors import DomainError
from app.errors import Forbidden
from app.errors import Invalid
from app.errors import NotFound
from app.errors import PreconditionFailed
from app.errors import TooLarge
from app.errors import TooManyRequests
from app.errors import Unauthenticated
from app.errors import Unavailable
from app.errors import UnsupportedType

STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    Conflict: 409,
    PreconditionFailed: 412,
    Invalid: 422,
    TooLarge: 413,
    UnsupportedType: 415,
    Unauthenticated: 401,
    Forbidden: 403,
    TooManyRequests: 429,
    Unavailable: 503,
    BadAnswer: 502,
}


def add_error_handlers(app: FastAPI) -> None:
    """Render every error of the service as a problem."""
    app.exception_handler(DomainError)(on_domain_error)
    app.exception_handler(RequestValidationError)(on_validation_error)
    app.exception_handler(HTTPException)(on_http_exception)


def problem(
    connection: HTTPConnection,
    status: int,
    title: str | None = None,
    *,
    kind: str = "about:blank",
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> Response:
    """Build a problem document; it is ASCII, so that no text from a client can break it."""
    document = {
        "type": kind,
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "request_id": connection.state.request_id,
        **{name: value for name, value in members.items() if value is not None},
    }
    return Response(json.dumps(document), status, headers, media_type="application/problem+json")


def domain_problem(connection: HTTPConnection, error: DomainError) -> Response:
    """Render a refusal: its type is the name of its class, such as `urn:problem:email-taken`."""
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    name = re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
    headers: dict[str, str] = {}
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if error.retry_after is not None:
        headers["Retry-After"] = str(math.ceil(error.retry_after))
    return problem(
        connection,
        status,
        error.title,
        kind=f"urn:problem:{name}",
        headers=headers,
        detail=error.detail,
    )


async def on_domain_error(request: Request, error: DomainError) -> Response:
    return domain_problem(request, error)


async def on_validation_error(request: Request, error: RequestValidationError) -> Response:
    """Say which field breaks which rule, and never repeat what was sent."""
    errors = [
        {"in": str(e["loc"][0]), "pointer": pointer(e["loc"][1:]), "detail": e["msg"]}
        for e in error.errors()
    ]
    return problem(request, 422, "The request is not valid", errors=errors)


def pointer(location: tuple[int | str, ...]) -> str:
    """Write a location as a JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location)


async def on_http_exception(request: Request, error: HTTPException) -> Response:
    return problem(request, error.status_code, headers=error.headers)
