"""What the service remembers for a while, in its process."""

import pytest
from starlette.datastructures import State

from app.local_cache import LocalCache
from app.rate_limit import LocalRateLimiter


@pytest.fixture
def memory(state: State) -> None:
    """Let a test begin with nothing cached and nothing counted."""
    state.cache = LocalCache()
    state.rate_limiter = LocalRateLimiter()
