"""Clients of the service."""

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.fixtures.app import connect


@pytest.fixture
def client(app: FastAPI) -> AsyncClient:
    """A client that may use the API, as everybody may."""
    return connect(app)
