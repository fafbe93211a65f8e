"""People who have signed in, and clients of the service."""

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.fixtures.accounts import Account
from tests.fixtures.accounts import create_account
from tests.fixtures.app import connect


@pytest.fixture
async def alice(app: FastAPI, database: object) -> Account:
    return await create_account(app, "alice")


@pytest.fixture
async def bob(app: FastAPI, database: object) -> Account:
    return await create_account(app, "bob")


@pytest.fixture
async def admin(app: FastAPI, database: object) -> Account:
    return await create_account(app, "admin", is_admin=True)


@pytest.fixture
def client(alice: Account) -> AsyncClient:
    """A client that may use the API: alice's."""
    return alice.client


@pytest.fixture
def anonymous(app: FastAPI) -> AsyncClient:
    """A client without credentials."""
    return connect(app)
