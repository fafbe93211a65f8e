"""The errors in the OpenAPI document: found by rules, so that no route has to repeat them."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from pydantic import Field

from app.schemas import Schema

SCHEMAS = "#/components/schemas/{model}"
RESPONSES = "#/components/responses/{name}"

# RFC 9110's names, which Python knows since 3.13: the document is the same on all versions.
PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}

FASTAPI_SCHEMAS = ("HTTPValidationError", "ValidationError")
PROBLEM = {"application/problem+json": {"schema": {"$ref": SCHEMAS.format(model="Problem")}}}
RETRY_AFTER = {"Retry-After": {"description": "In seconds", "schema": {"type": "integer"}}}
HEADERS = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    429: RETRY_AFTER,
    503: RETRY_AFTER,
}


class FieldError(Schema):
    """A part of the request that breaks a rule."""

    location: str = Field(alias="in", examples=["body"])
    pointer: str = Field(description="A JSON pointer (RFC 6901).", examples=["/name"])
    detail: str


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str = Field(examples=["urn:problem:item-not-found"])
    title: str = Field(examples=["There is no such item"])
    status: int = Field(examples=[404])
    request_id: str = Field(examples=["0190163d8694739baea5966c26f8ad91"])
    detail: str = Field(default="", description="What is special about this occurrence.")
    errors: list[FieldError] = Field(default=[], description="Where a request is not valid.")


def declare_problems(document: dict[str, Any]) -> None:
    """Declare for every operation what it may answer, and describe each answer once."""
    declared: set[int] = set()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            declared.update(declare(path, operation))
    components = document.setdefault("components", {})
    components["responses"] = {name(code): response(code) for code in sorted(declared)}
    problem = Problem.model_json_schema(ref_template=SCHEMAS)
    schemas = {**components.get("schemas", {}), **problem.pop("$defs"), "Problem": problem}
    components["schemas"] = {k: v for k, v in schemas.items() if k not in FASTAPI_SCHEMAS}


def declare(path: str, operation: dict[str, Any]) -> set[int]:
    """Declare the problems of an operation, and return the status codes that rules gave it."""
    responses = operation["responses"]
    responses.pop("422", None)  # FastAPI's own
    for code, own in responses.items():
        if code >= "400":
            own.setdefault("content", PROBLEM)
    codes = {code for code in consequences(path, operation) if str(code) not in responses}
    for code in codes:
        responses[str(code)] = {"$ref": RESPONSES.format(name=name(code))}
    operation["responses"] = dict(sorted(responses.items()))
    return codes


def consequences(path: str, operation: dict[str, Any]) -> Iterator[int]:
    """Tell what an operation may answer by what it is like; its route declares what is special."""
    if "requestBody" in operation:
        yield from (400, 413, 415)
    if "requestBody" in operation or "parameters" in operation:
        yield 422
    if security := operation.get("security"):
        yield 401
        if any(scopes for scheme in security for scopes in scheme.values()):
            yield 403
    if "{" in path:
        yield 404
    if path.startswith("/api/"):
        yield from (429, 503)


def phrase(code: int) -> str:
    return PHRASES.get(code) or HTTPStatus(code).phrase


def name(code: int) -> str:
    """Name a response as HTTP does: `NotFound`."""
    return re.sub(r"\W", "", phrase(code).title())


def response(code: int) -> dict[str, Any]:
    """Describe the answer with a status code."""
    described = {"description": phrase(code), "content": PROBLEM}
    return {**described, "headers": HEADERS[code]} if code in HEADERS else described
