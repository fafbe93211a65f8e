"""The way to the broker, for tests in which it fails."""

from collections.abc import Mapping

from tests.fixtures.proxy import Proxy

ADDRESS = "REDIS_URL"
"""The setting that says where the broker is."""

SOON: Mapping[str, float] = {"IDLE": 1000, "POLL": 100}
"""Constants that let it deliver again soon what nobody acknowledges."""

Line = Proxy
