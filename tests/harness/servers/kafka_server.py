"""Serves Kafka's protocol from memory, with the mock cluster in Kafka's C library.

Run as `python kafka_server.py FILE`; writes into the file which port the cluster took. A topic is
made when somebody asks for it. The Python package can start such a cluster by itself, but then
each group of consumers would wait three seconds for further members.
"""

import signal
import sys
from ctypes import CDLL
from ctypes import c_char_p
from ctypes import c_void_p
from pathlib import Path

import confluent_kafka

PRODUCER = 0


class Handle(c_void_p):
    """Something that the library lends us."""


def serve(port_file: Path) -> None:
    """Serve until the process ends."""
    kafka = load_library()
    configuration = kafka.rd_kafka_conf_new()
    kafka.rd_kafka_conf_set(configuration, b"test.mock.num.brokers", b"1", None, 0)
    client = kafka.rd_kafka_new(PRODUCER, configuration, None, 0)
    cluster = kafka.rd_kafka_handle_mock_cluster(client)
    kafka.rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, 0)
    address: bytes = kafka.rd_kafka_mock_cluster_bootstraps(cluster)
    port_file.write_bytes(address.rpartition(b":")[2])
    signal.pause()


def load_library() -> CDLL:
    """Load the C library that the Python package brings along."""
    packages = Path(confluent_kafka.__file__).parents[1]
    [path] = packages.glob("confluent_kafka*/**/librdkafka[-.]*")
    library = CDLL(str(path))
    for name in ("conf_new", "new", "handle_mock_cluster"):
        getattr(library, f"rd_kafka_{name}").restype = Handle
    library.rd_kafka_mock_cluster_bootstraps.restype = c_char_p
    return library


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
