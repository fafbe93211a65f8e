"""MySQL, as MariaDB where that is what the machine has."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote
from urllib.parse import urlsplit

import pymysql
from pymysql.cursors import Cursor

from harness.servers.kinds import Image
from harness.servers.kinds import Kind
from harness.servers.kinds import Launch
from harness.servers.kinds import Site
from harness.servers.kinds import find_program

FOLDERS = ("usr/sbin", "usr/libexec", "usr/local/sbin", "opt/homebrew/opt/mariadb/bin")
FORGETFUL = (
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-buffer-pool-size=64M",
    "--skip-log-bin",
)


class MySQL(Kind):
    """A server that speaks MySQL's protocol."""

    title = "MariaDB"
    scheme = "mysql"
    remedy = "apt-get install mariadb-server"
    image = Image("mariadb:11", 3306, {"MARIADB_ALLOW_EMPTY_ROOT_PASSWORD": "1"})
    accounts = ("mysql", "nobody")

    def url(self, port: int) -> str:
        return f"mysql://root@127.0.0.1:{port}/mysql"

    def installed(self, site: Site) -> Launch | None:
        if program := find_program("mariadbd", folders=FOLDERS):
            return self._mariadb(site, program)
        if program := find_program("mysqld", folders=FOLDERS):
            return self._mysql(site, program)
        return None

    def describe(self, url: str) -> str:
        with _cursor(url) as cursor:
            cursor.execute("SELECT VERSION()")
            [number] = cursor.fetchone() or ["unknown"]
        version, _, flavour = str(number).partition("-")
        return f"{'MariaDB' if 'MariaDB' in flavour else 'MySQL'} {version}"

    def create(self, url: str, name: str) -> str:
        with _cursor(url) as cursor:
            cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
        return urlsplit(url)._replace(path=f"/{name}").geturl()

    def drop(self, url: str, name: str) -> None:
        with _cursor(url) as cursor:
            cursor.execute("SHOW DATABASES")
            for (database,) in cursor.fetchall():
                if database.startswith(name):
                    cursor.execute(f"DROP DATABASE `{database}`")

    def _mariadb(self, site: Site, program: Path) -> Launch:
        installer = find_program("mariadb-install-db", "mysql_install_db") or "mariadb-install-db"
        site.execute(
            installer,
            "--no-defaults",
            f"--datadir={site.folder / 'data'}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        )
        return self._launch(site, program)

    def _mysql(self, site: Site, program: Path) -> Launch:
        data = f"--datadir={site.folder / 'data'}"
        site.execute(program, "--no-defaults", "--initialize-insecure", data)
        return self._launch(site, program, "--mysqlx=0")

    def _launch(self, site: Site, program: Path, *options: str) -> Launch:
        place = [
            f"--datadir={site.folder / 'data'}",
            f"--socket={site.folder / 'socket'}",
            f"--pid-file={site.folder / 'pid'}",
            f"--port={site.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
        ]
        command: list[str | Path] = [program, "--no-defaults", *place, *FORGETFUL, *options]
        return Launch(f"installed, {program}", command)


@contextmanager
def _cursor(url: str) -> Iterator[Cursor]:
    parts = urlsplit(url)
    connection = pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=unquote(parts.username or "root"),
        password=unquote(parts.password or ""),
        connect_timeout=5,
    )
    with connection, connection.cursor() as cursor:
        yield cursor
