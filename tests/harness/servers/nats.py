"""NATS with JetStream."""

import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

from harness.servers.kinds import Image
from harness.servers.kinds import Launch
from harness.servers.kinds import Site
from harness.servers.kinds import Unavailable
from harness.servers.kinds import Undivided
from harness.servers.kinds import find_program

PORT = 4222
DEADLINE = 5.0


class NATS(Undivided):
    """A NATS server that keeps streams."""

    title = "NATS"
    scheme = "nats"
    remedy = "apt-get install nats-server"
    image = Image("nats:2", PORT, arguments=("--jetstream",))

    def url(self, port: int) -> str:
        return f"nats://127.0.0.1:{port}"

    def installed(self, site: Site) -> Launch | None:
        program = find_program("nats-server", folders=("usr/sbin",))
        if program is None:
            return None
        command: list[str | Path] = [program, "--addr", "127.0.0.1", "--port", str(site.port)]
        command += ["--jetstream", "--store_dir", site.folder]
        return Launch(f"installed, {program}", command)

    def describe(self, url: str) -> str:
        parts = urlsplit(url)
        address = (parts.hostname or "", parts.port or PORT)
        with socket.create_connection(address, DEADLINE) as connection:
            greeting = connection.makefile("rb").readline()  # INFO {…}
        facts = json.loads(greeting.removeprefix(b"INFO "))
        if not facts.get("jetstream"):
            raise Unavailable("it keeps no streams; start it with --jetstream")
        return f"NATS {facts['version']}"
