"""Clients of a service that misbehaves."""

from collections.abc import AsyncIterator

import pytest

from app.http_client.client import ServiceClient
from app.http_client.connections import open_client
from tests.fixtures.other_services import settings_for
from tests.fixtures.upstream import Upstream


@pytest.fixture(autouse=True)
def as_new() -> None:
    """These tests call a service, and need none."""


@pytest.fixture
async def service(upstream: Upstream) -> AsyncIterator[ServiceClient]:
    """A client that makes three attempts where it may."""
    async with open_client("other", settings_for(upstream.url, attempts=3)) as client:
        yield client
