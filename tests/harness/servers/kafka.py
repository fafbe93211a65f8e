"""Kafka, or the stand-in that speaks its protocol."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from confluent_kafka import libversion
from confluent_kafka.admin import AdminClient

from harness.servers.kinds import Launch
from harness.servers.kinds import Site
from harness.servers.kinds import Undivided

STAND_IN = Path(__file__).with_name("kafka_server.py")
DEADLINE = 5.0


class Kafka(Undivided):
    """A cluster that is named, or else the one that Kafka's C library has for its own tests."""

    title = "Kafka"
    scheme = "kafka"
    remedy = "install confluent-kafka for its stand-in"

    def url(self, port: int) -> str:
        return f"kafka://127.0.0.1:{port}"

    def address(self, site: Site) -> str:
        return self.url(int(_port_file(site).read_text("utf-8")))

    def installed(self, site: Site) -> Launch | None:
        return None

    def packaged(self, site: Site) -> Launch | None:
        return Launch("PyPI, confluent-kafka", [sys.executable, STAND_IN, _port_file(site)])

    def contained(self, site: Site) -> Launch | None:
        return None

    def describe(self, url: str) -> str:
        client = AdminClient({"bootstrap.servers": urlsplit(url).netloc, "log_level": 0})
        cluster = client.list_topics(timeout=DEADLINE).cluster_id or ""
        if cluster.startswith("mockCluster"):
            return f"mock Kafka of librdkafka {libversion()[0]}"
        return f"Kafka, cluster {cluster}"


def _port_file(site: Site) -> Path:
    """Where the stand-in says which port it took; it cannot be told one."""
    return site.folder / "port"
