"""Whom a request comes from, as far as the network can tell."""

from functools import lru_cache
from ipaddress import IPv6Address
from ipaddress import ip_address

from starlette.requests import HTTPConnection

# What an IPv6 customer has at least (RFC 6177): 2**64 addresses, and nobody may count as so many.
HOST_BITS = 64


def client_address(connection: HTTPConnection) -> str:
    """Name the client, whatever the spelling of its address; IPv6 hosts by their network.

    The address is the peer's; the server replaces it only behind a proxy that it trusts.
    """
    return canonical(connection.client.host) if connection.client else "unknown"


@lru_cache(maxsize=10_000)
def canonical(host: str) -> str:
    """Write an address the one way that all of its spellings share."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> HOST_BITS << HOST_BITS))
