"""Conditional requests (RFC 9110 13): the version of a resource is its strong entity tag."""

import re
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated
from typing import Any
from typing import Protocol
from typing import TypeVar

from fastapi import Depends
from fastapi import Header
from fastapi import Response

from app.errors import ChangedMeanwhile
from app.errors import PreconditionFailed

TAG = re.compile(r'(?:W/)?"[^"]*"')
ANY = frozenset({"*"})

ETAG: dict[str, Any] = {"ETag": {"description": "The version.", "schema": {"type": "string"}}}
"""How OpenAPI describes the header."""


class Versioned(Protocol):
    """What has a version, which grows with every change."""

    @property
    def version(self) -> int: ...


VersionedT = TypeVar("VersionedT", bound=Versioned)


def etag(version: int) -> str:
    return f'"{version}"'


def tagged(response: Response, resource: VersionedT) -> VersionedT:
    """Let the response tell the version of what it represents."""
    response.headers["ETag"] = etag(resource.version)
    return resource


def read_tags(lines: Sequence[str]) -> frozenset[str]:
    """Return the tags that a condition lists; what is no tag matches no version."""
    text = ",".join(lines)
    return ANY if text.strip() == "*" else frozenset(TAG.findall(text))


def is_among(tag: str, tags: frozenset[str]) -> bool:
    """Tell whether a strong tag is one of those that a reader has, weak or not."""
    return bool(tags & {tag, f"W/{tag}", *ANY})


@dataclass(frozen=True)
class Seen:
    """The versions that a caller has seen and wants to change; by default whichever there is."""

    tags: frozenset[str] | None = None

    @contextmanager
    def guard(self, version: int) -> Iterator[None]:
        """Let a version be changed if it was seen, and nobody else changes it meanwhile.

        Raises `PreconditionFailed`. A weak tag never matches here (RFC 9110 13.1.1).
        """
        if self.tags is not None and etag(version) not in self.tags:
            raise PreconditionFailed
        try:
            yield
        except ChangedMeanwhile as error:
            if self.tags is None:
                raise
            raise PreconditionFailed from error


async def get_seen(
    if_match: Annotated[
        list[str] | None,
        Header(description="Change nothing but these versions: `ETag`s of earlier answers."),
    ] = None,
) -> Seen:
    tags = ANY if if_match is None else read_tags(if_match)
    return Seen(None if tags == ANY else tags)


IfMatch = Annotated[Seen, Depends(get_seen)]


@dataclass(frozen=True)
class Kept:
    """The versions that a caller has kept, and the response that may spare them another copy."""

    tags: frozenset[str]
    response: Response

    def compare(self, resource: VersionedT) -> VersionedT:
        """Answer 304, without a body, when the caller has this version (RFC 9110 13.1.2)."""
        if is_among(etag(resource.version), self.tags):
            self.response.status_code = 304
        return tagged(self.response, resource)


async def get_kept(
    response: Response,
    if_none_match: Annotated[
        list[str] | None,
        Header(description="Answer 304 for these versions: `ETag`s of earlier answers."),
    ] = None,
) -> Kept:
    return Kept(read_tags(if_none_match or ()), response)


IfNoneMatch = Annotated[Kept, Depends(get_kept)]
