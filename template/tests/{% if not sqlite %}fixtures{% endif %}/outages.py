"""A replica at the end of a line to its database that can fail, and how its callers fare."""

import asyncio
import time
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from httpx2 import Response

from app.main import create_app
from tests.fixtures.app import connect
from tests.fixtures.app import started
from tests.fixtures.items import ITEMS
from tests.fixtures.items import create_item
from tests.fixtures.proxy import Proxy

TIMEOUT = 1  # seconds that the replica waits for a connection, and for each answer
DEADLINE = 5  # seconds after which even the unluckiest request is answered
POOL = 3  # connections


@pytest.fixture
async def proxy(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Proxy]:
    """A line to the database, which services that start from now on use."""
    url = urlsplit(database_url)
    assert url.hostname is not None
    assert url.port is not None
    async with Proxy(url.hostname, url.port).listening() as proxy:
        account, at, _ = url.netloc.rpartition("@")
        moved = url._replace(netloc=f"{account}{at}127.0.0.1:{proxy.port}")
        monkeypatch.setenv("DATABASE_URL", moved.geturl())
        monkeypatch.setenv("DATABASE_TIMEOUT", f"{TIMEOUT}")
        monkeypatch.setenv("DATABASE_POOL_SIZE", f"{POOL}")
        yield proxy


@pytest.fixture
async def replica(proxy: Proxy) -> AsyncIterator[FastAPI]:
    """The service at the end of that line."""
    async with started(create_app()) as replica:
        yield replica


@pytest.fixture
async def its_client(replica: FastAPI, client: AsyncClient) -> AsyncClient:
    its_client = connect(replica, headers=client.headers)
    await create_item(its_client)
    return its_client


async def recovers(client: AsyncClient) -> None:
    """Wait until the service is ready again, for five seconds at most."""
    async with asyncio.timeout(5):
        while True:
            if (await client.get("/ready")).status_code == 200:
                return
            await asyncio.sleep(0.05)


async def timed(client: AsyncClient, path: str = ITEMS) -> tuple[Response, float]:
    """Return an answer, and the seconds that it took."""
    asked = time.monotonic()
    return await client.get(path), time.monotonic() - asked


def is_unavailable(response: Response) -> bool:
    return response.status_code == 503 and int(response.headers["Retry-After"]) > 0
