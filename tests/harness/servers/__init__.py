"""Servers for the tests: named, installed, from PyPI or Docker; never one that happens to run."""

from harness.servers.kafka import Kafka
from harness.servers.kinds import Kind
from harness.servers.kinds import Unavailable
from harness.servers.mongodb import MongoDB
from harness.servers.mysql import MySQL
from harness.servers.nats import NATS
from harness.servers.pool import Servers
from harness.servers.postgresql import PostgreSQL
from harness.servers.rabbitmq import RabbitMQ
from harness.servers.redis import Redis

KINDS: dict[str, Kind] = {
    kind.scheme: kind
    for kind in (PostgreSQL(), MySQL(), MongoDB(), Redis(), RabbitMQ(), Kafka(), NATS())
}

__all__ = ["KINDS", "Kind", "Servers", "Unavailable"]
