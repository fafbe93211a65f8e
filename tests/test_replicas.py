"""Two processes of the largest service, on a real PostgreSQL and a real Redis, act as one."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect
from websockets.typing import Origin

from harness.combinations import chosen
from harness.expectations import miss
from harness.rendering import render
from harness.replicas import migrate
from harness.replicas import replicas
from harness.servers import KINDS
from harness.servers import Servers
from harness.servers import Unavailable
from harness.service import Service
from harness.workshop import open_workshop

LARGEST = chosen("database=postgresql auth=jwt redis=true websockets=true")
ORIGIN = Origin("https://app.example.com")
PASSWORD = "correct horse battery"
LIMIT = 200
PATIENCE = 5.0

names = map("user{}".format, count())


@dataclass(frozen=True)
class Pair:
    """Two replicas, and one client for each."""

    one: httpx2.Client
    two: httpx2.Client


@dataclass(frozen=True)
class Login:
    """What a user holds after logging in."""

    access: str
    refresh: str

    @property
    def headers(self) -> dict[str, str]:
        """The credentials of a request."""
        return {"Authorization": f"Bearer {self.access}"}


@pytest.fixture(scope="module")
def pair(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Serve the service twice, with one database and one Redis."""
    path = tmp_path_factory.mktemp("replicas") / "service"
    service = Service(LARGEST, render(template, path, LARGEST.answers))
    workshop = open_workshop([service])
    servers = Servers(KINDS)
    try:
        with servers.lease("postgresql", 0) as database, servers.lease("redis", 0) as redis:
            settings = {
                "ALLOWED_ORIGINS": json.dumps([ORIGIN]),
                "AUTH_LOGIN_LIMIT_PER_ADDRESS": "1000/minute",
                "AUTH_SECRET_KEY": token_urlsafe(48),
                "DRAIN_DELAY": "0",
                "DATABASE_URL": database.replace("postgresql://", "postgresql+asyncpg://"),
                "ENVIRONMENT": "production",
                "RATE_LIMIT": f"{LIMIT}/minute",
                "REDIS_URL": redis,
            }
            migrate(service, workshop, settings)
            with (
                replicas(service, workshop, settings, count=2) as (one, two),
                httpx2.Client(base_url=f"{one}/api/v1") as first,
                httpx2.Client(base_url=f"{two}/api/v1") as second,
            ):
                yield Pair(first, second)
    except Unavailable as missing:
        miss(missing)
    finally:
        servers.stop()


def log_in(client: httpx2.Client, name: str = "") -> Login:
    """Log a user in, a new one unless it is named."""
    if not name:
        name = next(names)
        body = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
        assert client.post("/auth/register", json=body).status_code == 201
    answer = client.post("/auth/login", data={"username": name, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return Login(answer.json()["access_token"], answer.json()["refresh_token"])


def open_socket(client: httpx2.Client, login: Login) -> ClientConnection:
    """Open a socket with a single-use ticket, as a page of ours does."""
    ticket = client.post("/live/tickets", headers=login.headers).json()["ticket"]
    url = str(client.base_url).replace("http", "ws", 1)
    return connect(f"{url}live?ticket={ticket}", origin=ORIGIN)


def say(socket: ClientConnection, **message: str) -> None:
    """Send a message."""
    socket.send(json.dumps(message))


def hear(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """Wait for a message of a kind, and pass over others."""
    while True:
        message: dict[str, Any] = json.loads(socket.recv(PATIENCE))
        if message["type"] == kind:
            return message


def test_a_message_sent_to_one_reaches_a_client_of_the_other(pair: Pair) -> None:
    with (
        open_socket(pair.one, log_in(pair.one)) as alice,
        open_socket(pair.two, log_in(pair.two)) as bob,
    ):
        say(bob, type="join", room="lobby")
        hear(bob, "joined")
        say(alice, type="join", room="lobby")
        hear(alice, "joined")
        say(alice, type="say", room="lobby", text="hello")

        assert hear(bob, "said")["text"] == "hello"
        say(bob, type="who", room="lobby")
        assert hear(bob, "present")["total"] == 2


def test_a_token_revoked_at_one_is_refused_by_the_other_at_once(pair: Pair) -> None:
    login = log_in(pair.one)
    assert pair.two.get("/users/me", headers=login.headers).status_code == 200

    pair.one.post("/auth/logout", headers=login.headers)

    assert pair.two.get("/users/me", headers=login.headers).status_code == 401
    refreshed = pair.two.post("/auth/refresh", json={"refresh_token": login.refresh})
    assert refreshed.status_code == 401


def test_logging_out_at_one_closes_the_sockets_at_the_other(pair: Pair) -> None:
    login = log_in(pair.one)
    with open_socket(pair.two, login) as socket:
        hear(socket, "welcome")
        pair.one.post("/auth/logout", headers=login.headers)

        with pytest.raises(ConnectionClosed) as closed:
            hear(socket, "never")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401


def test_a_ticket_opens_one_socket_and_no_second_one_anywhere(pair: Pair) -> None:
    login = log_in(pair.one)
    ticket = pair.one.post("/live/tickets", headers=login.headers).json()["ticket"]
    urls = [str(client.base_url).replace("http", "ws", 1) for client in (pair.two, pair.one)]

    with connect(f"{urls[0]}live?ticket={ticket}", origin=ORIGIN) as socket:
        assert hear(socket, "welcome")
    with pytest.raises(Exception, match="401"):
        connect(f"{urls[1]}live?ticket={ticket}", origin=ORIGIN)


def test_of_twenty_refreshes_with_one_token_exactly_one_succeeds(pair: Pair) -> None:
    login = log_in(pair.one)

    def refresh(number: int) -> int:
        client = (pair.one, pair.two)[number % 2]
        body = {"refresh_token": login.refresh}
        return client.post("/auth/refresh", json=body).status_code

    with ThreadPoolExecutor(20) as threads:
        answers = sorted(threads.map(refresh, range(20)))

    assert answers == [200] + 19 * [401]


def test_a_rate_limit_counts_the_requests_to_both(pair: Pair) -> None:
    login = log_in(pair.one)
    answers = []
    for number in range(LIMIT + 1):
        client = (pair.one, pair.two)[number % 2]
        answers.append(client.get("/users/me", headers=login.headers))

    refused = answers[-1]
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert answers[0].status_code == 200
    left = [int(a.headers["RateLimit-Remaining"]) for a in answers if a.status_code == 200]
    assert left == list(range(left[0], -1, -1)), "each request, to whichever replica, costs one"
