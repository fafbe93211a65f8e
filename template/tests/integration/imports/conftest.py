from collections.abc import Iterator

import pytest

from app.imports import steps
from tests.fixtures.imports import ROWS


@pytest.fixture(autouse=True)
def short_steps() -> Iterator[None]:
    """Let few rows need several steps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "ROWS", ROWS)
        yield
