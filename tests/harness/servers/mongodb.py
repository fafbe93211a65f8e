"""MongoDB, or the stand-in that speaks its protocol."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pymongo import MongoClient

from harness.environments import environment
from harness.environments import find_python
from harness.servers.kinds import Image
from harness.servers.kinds import Kind
from harness.servers.kinds import Launch
from harness.servers.kinds import Site
from harness.servers.kinds import find_program

REPLICA_SET = "rs0"
STAND_IN = Path(__file__).with_name("mongoeco_server.py")
DEADLINE = 5_000


class MongoDB(Kind):
    """A server that speaks MongoDB's protocol, transactions included."""

    title = "MongoDB"
    scheme = "mongodb"
    remedy = "install mongod, or Python 3.13 for the stand-in mongoeco"
    shared = False  # the stand-in lets transactions conflict across databases
    image = Image("mongo:8", 27017, arguments=("--replSet", REPLICA_SET))

    def url(self, port: int) -> str:
        return f"mongodb://127.0.0.1:{port}/admin?directConnection=true"

    def installed(self, site: Site) -> Launch | None:
        program = find_program("mongod")
        if program is None:
            return None
        command: list[str | Path] = [program, "--port", str(site.port), "--bind_ip", "127.0.0.1"]
        command += ["--dbpath", site.folder, "--replSet", REPLICA_SET]
        return Launch(f"installed, {program}", command)

    def packaged(self, site: Site) -> Launch | None:
        interpreter = environment("mongoeco", ["mongoeco[wire]"], find_python("3.13"))
        return Launch("PyPI, mongoeco", [interpreter, STAND_IN, str(site.port)])

    def describe(self, url: str) -> str:
        with _client(url) as client:
            hello = client.admin.command("hello")
            if hello.get("gitVersion") == "mongoeco":
                return f"mongoeco, speaking as MongoDB {hello['version']}"
            if "setName" not in hello:  # transactions need a replica set, even of one
                client.admin.command(
                    "replSetInitiate", {"_id": REPLICA_SET, "members": _members(url)}
                )
            return f"MongoDB {client.server_info()['version']}"

    def create(self, url: str, name: str) -> str:
        return urlsplit(url)._replace(path=f"/{name}").geturl()

    def drop(self, url: str, name: str) -> None:
        with _client(url) as client:
            for database in client.list_database_names():
                if database.startswith(name):
                    client.drop_database(database)


def _client(url: str) -> "MongoClient[dict[str, Any]]":
    return MongoClient(url, serverSelectionTimeoutMS=DEADLINE, connectTimeoutMS=DEADLINE)


def _members(url: str) -> list[dict[str, object]]:
    return [{"_id": 0, "host": urlsplit(url).netloc}]
