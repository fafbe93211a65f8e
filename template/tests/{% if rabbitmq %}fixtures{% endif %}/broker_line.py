"""The way to the broker, for tests in which it fails."""

from collections.abc import Mapping

from tests.fixtures.proxy import Proxy

ADDRESS = "BROKER_URL"
"""The setting that says where the broker is."""

SOON: Mapping[str, float] = {}
"""Constants that let it deliver again soon what nobody acknowledges; RabbitMQ does so at once."""

Line = Proxy
