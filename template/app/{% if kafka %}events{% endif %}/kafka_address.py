"""The address of a Kafka cluster, in the words of librdkafka."""

from urllib.parse import parse_qs
from urllib.parse import unquote
from urllib.parse import urlsplit

from faststream.confluent import ConfluentConfig


def configuration(url: str) -> ConfluentConfig:
    """Understand `kafka://host:9092,host:9092` and `kafka+ssl://user:password@host:9092`.

    Who sends a password does it by PLAIN, unless the address ends with another one of the
    cluster's mechanisms: `?mechanism=SCRAM-SHA-512`.
    """
    address = urlsplit(url)
    encryption = "ssl" if address.scheme == "kafka+ssl" else "plaintext"
    servers = address.netloc.rpartition("@")[2]
    if address.username is None:
        return {"bootstrap.servers": servers, "security.protocol": encryption}
    return {
        "bootstrap.servers": servers,
        "security.protocol": f"sasl_{encryption}",
        "sasl.mechanism": parse_qs(address.query).get("mechanism", ["PLAIN"])[0],
        "sasl.username": unquote(address.username),
        "sasl.password": unquote(address.password or ""),
    }
