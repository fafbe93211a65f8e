"""Ports on loopback that nobody uses."""

import socket


def free_port() -> int:
    """Pick a port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
