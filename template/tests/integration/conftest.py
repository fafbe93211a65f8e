"""What integration tests have in common."""

import pytest


@pytest.fixture(autouse=True)
def as_new(anyio_backend: object, database: object, memory: object, storage: object) -> None:
    """Let every test find the service without data and files, with nothing cached or counted."""
