"""A database keeps its rows, whatever releases and options its service goes through.

One service goes through all of it, with a column and a revision of its developers' own: made from
the first release without accounts, then updated to what is here, then with accounts, without them,
and with them again. After each step there is one head, the database is what the models describe,
and a running service stores an item.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import httpx2
import pytest

from harness.combinations import chosen
from harness.development import DevelopedService
from harness.expectations import miss
from harness.questionnaire import Answer
from harness.questionnaire import evaluated
from harness.questionnaire import questions
from harness.releases import releases
from harness.releases import repository
from harness.replicas import replicas
from harness.servers import KINDS
from harness.servers import Servers
from harness.servers import Unavailable
from harness.service import Service
from harness.suite import backends
from harness.workshop import open_workshop

QUESTIONS = {question.name: question for question in questions()}
DATABASES = [
    str(name)
    for name in QUESTIONS["database"].answers
    if evaluated(QUESTIONS["sql"].default, {"database": name})
]
QUERY = Path(__file__).parent / "harness" / "query.py"
NOBODY = "SELECT id FROM users WHERE username = 'nobody'"


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    servers = Servers(KINDS)
    yield servers
    servers.stop()


@pytest.fixture(scope="module")
def template_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("template") / "repository")


class LivingService(DevelopedService):
    """A service with a database that has rows in it."""

    def migrate(self) -> None:
        """Bring the database up to date; then it is what the models describe, by one line."""
        self.alembic("upgrade", "head")
        assert len(self.alembic("heads").splitlines()) == 1
        self.alembic("check")

    def revise(self, message: str) -> None:
        """Write a revision for what has changed in the models."""
        self.alembic("revision", "--autogenerate", "--message", message)

    def alembic(self, *words: str) -> str:
        """Call Alembic, and return what it printed on standard output."""
        finished = self.run(".venv/bin/alembic", *words)
        assert finished.exit_code == 0, finished.output
        return "\n".join(re.findall(r"(?m)^\S+ \(head\)$", finished.output))

    def follow(self, wish: str) -> str:
        """Switch an option, commit, and return what was said."""
        finished = self.make("follow", f"with={wish}")
        assert finished.exit_code == 0, finished.output
        self.commit()
        return finished.output

    def rows(self, statement: str) -> list[list[Any]]:
        """Ask the database."""
        finished = self.run(".venv/bin/python", str(QUERY), statement, PYTHONPATH=".")
        assert finished.exit_code == 0, finished.output
        found: list[list[Any]] = json.loads(finished.output.splitlines()[-1])
        return found


@pytest.fixture
def service(
    database: str, servers: Servers, template_repository: Path, tmp_path: Path
) -> Iterator[LivingService]:
    """A service made from the first release, with a revision and rows of its own."""
    answers: dict[str, Answer] = {"database": database, "auth": "none", "websockets": False}
    first = releases()[0].version
    workshop = open_workshop([])
    made = LivingService.copied(
        template_repository, tmp_path / "service", workshop, answers, first
    )
    with ExitStack() as stack:
        try:
            backend = backends(Service(chosen(""), made.path), servers, 0)
            made.settings = {
                **stack.enter_context(backend),
                "AUTH_SECRET_KEY": token_urlsafe(48),
                "ENV_FILE": os.devnull,
            }
        except Unavailable as missing:
            miss(missing)
        add_price(made)
        yield made


def add_price(service: LivingService) -> None:
    """Do what developers do: a column, a revision, and rows."""
    service.alembic("upgrade", "head")
    model = "app/items/models.py"
    column = "    price: Mapped[int | None] = mapped_column()\n"
    service.write(model, service.read(model) + column)
    service.revise("add prices")
    service.commit()
    service.migrate()
    assert store(service, "lamp").status_code == 201
    service.rows("UPDATE items SET price = 12")


def store(service: LivingService, name: str, account: str = "") -> httpx2.Response:
    """Start the service and store an item in it, with an account of one's own if it has any."""
    started = replicas(Service(chosen(""), service.path), open_workshop([]), service.settings, 1)
    with started as (url,), httpx2.Client(base_url=f"{url}/api/v1") as client:
        if account:
            person = {"username": account, "password": "correct horse battery"}
            body = {**person, "email": f"{account}@example.com"}
            client.post("/auth/register", json=body).raise_for_status()
            token = client.post("/auth/login", data=person).raise_for_status().json()
            client.headers["Authorization"] = f"Bearer {token['access_token']}"
        return client.post("/items", json={"name": name, "quantity": 3})


@pytest.mark.nightly
@pytest.mark.parametrize("database", DATABASES)
def test_a_database_keeps_its_rows_through_releases_and_options(service: LivingService) -> None:
    updated = service.make("update")
    assert updated.exit_code == 0, updated.output
    service.commit()
    service.migrate()
    assert store(service, "update").status_code == 201

    service.follow("auth=jwt")
    service.migrate()
    assert service.rows(f"SELECT count(*) FROM items WHERE owner_id = ({NOBODY})") == [[2]]
    assert store(service, "with accounts").status_code == 401
    assert store(service, "with accounts", "alice").status_code == 201

    said = service.follow("auth=none")
    assert "migrations/versions/0003_accounts.py" in said
    service.revise("without accounts")
    service.migrate()
    assert service.rows("SELECT count(*) FROM users") == [[2]]
    assert store(service, "without accounts").status_code == 201

    service.commit()
    service.follow("auth=jwt")
    service.rows(f"UPDATE items SET owner_id = ({NOBODY}) WHERE owner_id IS NULL")
    service.revise("accounts again")
    service.migrate()
    assert store(service, "accounts again", "bob").status_code == 201

    found = service.rows("SELECT name, price FROM items ORDER BY created_at")
    assert found == [
        ["lamp", 12],
        ["update", None],
        ["with accounts", None],
        ["without accounts", None],
        ["accounts again", None],
    ]
