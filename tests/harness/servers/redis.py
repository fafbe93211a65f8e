"""Redis."""

from pathlib import Path

from redis import Redis as Client

from harness.servers.kinds import Image
from harness.servers.kinds import Launch
from harness.servers.kinds import Site
from harness.servers.kinds import Undivided
from harness.servers.kinds import find_program


class Redis(Undivided):
    """A Redis server; what is published reaches all its databases, so suites do not share it."""

    title = "Redis"
    scheme = "redis"
    remedy = "apt-get install redis-server"
    image = Image("redis:7", 6379)

    def url(self, port: int) -> str:
        return f"redis://127.0.0.1:{port}/0"

    def installed(self, site: Site) -> Launch | None:
        program = find_program("redis-server", "valkey-server")
        if program is None:
            return None
        command: list[str | Path] = [program, "--port", str(site.port), "--bind", "127.0.0.1"]
        command += ["--dir", site.folder, "--save", "", "--appendonly", "no"]
        return Launch(f"installed, {program}", command)

    def describe(self, url: str) -> str:
        with Client.from_url(url, socket_timeout=5) as client:
            return f"Redis {client.info('server')['redis_version']}"
