"""RabbitMQ."""

from pathlib import Path
from urllib.parse import unquote
from urllib.parse import urlsplit

from amqp import Connection

from harness.ports import free_port
from harness.servers.kinds import Image
from harness.servers.kinds import Launch
from harness.servers.kinds import Site
from harness.servers.kinds import Undivided
from harness.servers.kinds import find_program

CONFIGURATION = """
listeners.tcp.local = 127.0.0.1:{port}
log.console.level = warning
"""


class RabbitMQ(Undivided):
    """A RabbitMQ server that knows nothing of another one on the machine, nor starts a daemon."""

    title = "RabbitMQ"
    scheme = "amqp"
    remedy = "apt-get install rabbitmq-server"
    image = Image("rabbitmq:4", 5672)

    def url(self, port: int) -> str:
        return f"amqp://guest:guest@127.0.0.1:{port}/"

    def installed(self, site: Site) -> Launch | None:
        found = find_program("rabbitmq-server", folders=("usr/sbin",))
        if found is None:
            return None
        program = found.resolve().with_name("rabbitmq-server")  # not Debian's, which calls su
        settings = [f"RABBITMQ_{name}={value}" for name, value in _settings(site).items()]
        return Launch(f"installed, {found}", ["env", *settings, program])

    def describe(self, url: str) -> str:
        parts = urlsplit(url)
        with Connection(
            host=f"{parts.hostname}:{parts.port or 5672}",
            userid=unquote(parts.username or "guest"),
            password=unquote(parts.password or "guest"),
            virtual_host=unquote(parts.path.removeprefix("/")) or "/",
            connect_timeout=5,
        ) as connection:
            return f"RabbitMQ {connection.server_properties['version']}"


def _settings(site: Site) -> dict[str, str | Path]:
    """Say where everything is, so that nothing is taken from the machine."""
    configuration = site.folder / "rabbitmq.conf"
    configuration.write_text(CONFIGURATION.format(port=site.port), "utf-8")
    node = f"tests-{site.port}@localhost"
    return {
        "ALLOW_INPUT": "yes",  # so that the script becomes the server
        "CONFIG_FILE": configuration,
        "CONF_ENV_FILE": site.folder / "environment",
        "ENABLED_PLUGINS_FILE": site.folder / "plugins",
        "LOGS": "-",
        "LOG_BASE": site.folder,
        "MNESIA_BASE": site.folder,
        "NODENAME": node,
        "SERVER_ADDITIONAL_ERL_ARGS": _node(node),
    }


def _node(name: str) -> str:
    """Name a node that is found without the daemon which otherwise outlives all of them."""
    port = f"-start_epmd false -erl_epmd_port {free_port()}"
    return f"-noinput -sname {name} {port} -kernel inet_dist_use_interface {{127,0,0,1}}"
