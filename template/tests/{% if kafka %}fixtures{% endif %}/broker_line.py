"""The way to the broker, for tests in which it fails."""

from collections.abc import Mapping

from tests.fixtures.proxy import Proxy

ADDRESS = "BROKER_URL"
"""The setting that says where the broker is."""

SOON: Mapping[str, float] = {"SESSION": 6000}
"""Constants that let it deliver again soon what nobody acknowledges; Kafka takes no less."""


class Line(Proxy):
    """A proxy to which Kafka sends its clients, whatever address it has itself."""

    def translate(self, answer: bytes) -> bytes:
        """Replace the port that goes with the host: each broker says where it is."""
        host, port = self.target
        ours, theirs = (host.encode() + n.to_bytes(4) for n in (self.port, port))
        return answer.replace(theirs, ours)
