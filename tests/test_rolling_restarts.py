"""Every replica is replaced again and again under load, behind the shipped nginx: no failure."""

from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from threading import Event
from time import monotonic
from time import sleep

import httpx2
import pytest

from harness.combinations import chosen
from harness.expectations import miss
from harness.nginx import client
from harness.nginx import nginx
from harness.rendering import render
from harness.replicas import Replica
from harness.replicas import migrate
from harness.replicas import running_replicas
from harness.replicas import wait_until_ready
from harness.servers import KINDS
from harness.servers import Servers
from harness.servers import Unavailable
from harness.service import Service
from harness.workshop import open_workshop

LARGEST = chosen("database=postgresql auth=jwt redis=true websockets=true")
REPLICAS = 3
ROUNDS = 2
ROUNDS_OF_A_NIGHT = 10
CLIENTS = 6
REQUESTS_PER_SECOND = 30
DRAIN_DELAY = 0.2
PATIENCE = 20  # seconds
PASSWORD = "correct horse battery"

Outcome = tuple[str, str]


@dataclass(frozen=True)
class Fleet:
    """Replicas of one service, and the address of the proxy in front of them."""

    replicas: list[Replica]
    url: str


@dataclass(frozen=True)
class User:
    """Somebody who is signed in, and the address that their requests come from."""

    address: str
    headers: dict[str, str]


@pytest.fixture
def fleet(template: Path, tmp_path: Path) -> Iterator[Fleet]:
    """Serve the largest service three times behind nginx, with one database and one Redis."""
    service = Service(LARGEST, render(template, tmp_path / "service", LARGEST.answers))
    workshop = open_workshop([service])
    servers = Servers(KINDS)
    try:
        with ExitStack() as stack:
            database = stack.enter_context(servers.lease("postgresql", 0))
            redis = stack.enter_context(servers.lease("redis", 0))
            settings = {
                "AUTH_SECRET_KEY": token_urlsafe(48),
                "DATABASE_URL": database.replace("postgresql://", "postgresql+asyncpg://"),
                "DRAIN_DELAY": str(DRAIN_DELAY),
                "ENVIRONMENT": "production",
                "RATE_LIMIT": "1000000/minute",
                "REDIS_URL": redis,
            }
            migrate(service, workshop, settings)
            running = running_replicas(service, workshop, settings, REPLICAS)
            replicas = stack.enter_context(running)
            addresses = [replica.address for replica in replicas]
            url = stack.enter_context(nginx(service.path / "deploy" / "nginx", addresses))
            yield Fleet(replicas, f"{url}/api/v1")
    except Unavailable as missing:
        miss(missing)
    finally:
        servers.stop()


@pytest.fixture
def rounds(*, thorough: bool) -> int:
    """How often every replica is replaced."""
    return ROUNDS_OF_A_NIGHT if thorough else ROUNDS


def test_no_request_fails_while_every_replica_is_replaced_again_and_again(
    fleet: Fleet, rounds: int, record_property: Callable[[str, object], None]
) -> None:
    finished = Event()
    users = [sign_in(fleet.url, number) for number in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as threads:
        loads = [threads.submit(use, fleet.url, user, finished) for user in users]
        try:
            for _ in range(rounds):
                for replica in fleet.replicas:
                    replica.stop()
                    replica.start()
                    wait_until_ready(replica.url)
        finally:
            finished.set()
    outcomes = sum((load.result() for load in loads), Counter())
    record_property("requests", outcomes.total())
    assert outcomes.keys() == {("POST", "201"), ("GET", "200"), ("PUT", "200"), ("DELETE", "204")}
    assert outcomes.total() > 100 * rounds


def sign_in(url: str, number: int) -> User:
    """Register a user, which has no key to be repeated with, before any replica is replaced."""
    address, name = f"127.0.4.{number + 1}", f"user{number}"
    body = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
    with client(url, address, timeout=PATIENCE) as user:
        assert user.post("/auth/register", json=body).status_code == 201
        login = user.post("/auth/login", data={"username": name, "password": PASSWORD}).json()
    return User(address, {"Authorization": f"Bearer {login['access_token']}"})


def use(url: str, user: User, finished: Event) -> Counter[Outcome]:
    """Write and read items at a steady pace, and count how each request ended."""
    outcomes: Counter[Outcome] = Counter()
    with client(url, user.address, timeout=PATIENCE) as connected:
        connected.headers |= user.headers
        while not finished.is_set():
            use_an_item(connected, outcomes)
    return outcomes


def use_an_item(client: httpx2.Client, outcomes: Counter[Outcome]) -> None:
    """Create an item, work with it, and delete it."""
    item = ask(client, outcomes, "POST", "/items", {"name": "tea"})
    if item is None:
        return
    path = f"/items/{item['id']}"
    for name in ("green tea", "black tea"):
        ask(client, outcomes, "GET", path)
        ask(client, outcomes, "GET", "/items")
        ask(client, outcomes, "PUT", path, {"name": name})
        ask(client, outcomes, "GET", path)
    ask(client, outcomes, "DELETE", path)


def ask(
    client: httpx2.Client,
    outcomes: Counter[Outcome],
    method: str,
    path: str,
    body: dict[str, str] | None = None,
) -> dict[str, str] | None:
    """Make a request, keep the pace, and return what a success says."""
    began = monotonic()
    try:
        key = {"Idempotency-Key": token_urlsafe()} if method == "POST" else {}
        answer = client.request(method, path, json=body, headers=key)
        outcomes[method, str(answer.status_code)] += 1
        return answer.json() if answer.is_success and answer.content else None
    except httpx2.TransportError as error:
        outcomes[method, type(error).__name__] += 1
        return None
    finally:
        sleep(max(0.0, began + CLIENTS / REQUESTS_PER_SECOND - monotonic()))
