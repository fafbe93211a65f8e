"""What tests of events have in common: others see what is stored."""

import pytest

from app.database.connection import Database


@pytest.fixture
def database(committing_database: Database) -> Database:
    return committing_database
