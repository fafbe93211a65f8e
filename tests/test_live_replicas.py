"""Three processes and many sockets, and a Redis that is killed."""

import asyncio
import json
import signal
import subprocess
from collections import defaultdict
from collections.abc import AsyncIterator
from collections.abc import Iterator
from contextlib import AsyncExitStack
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect

from harness.combinations import chosen
from harness.expectations import miss
from harness.ports import free_port
from harness.rendering import render
from harness.replicas import migrate
from harness.replicas import replicas
from harness.servers import Unavailable
from harness.servers.kinds import find_program
from harness.service import Service
from harness.workshop import open_workshop

COMBINATION = chosen("database=sqlite auth=none redis=true websockets=true")
PACE = 0.1
PATIENCE = 180.0
BACK_WITHIN = 5.0


@dataclass(frozen=True)
class Crowd:
    """So many sockets hear so many messages."""

    sockets: int
    messages: int


CROWD = Crowd(sockets=60, messages=150)
CROWD_OF_A_NIGHT = Crowd(sockets=300, messages=1_000)


class KillableRedis:
    """A server that is killed and comes back at the same address, with nothing left."""

    def __init__(self, program: Path) -> None:
        port = free_port()
        self._command = [str(program), "--port", str(port), "--save", "", "--appendonly", "no"]
        self.url = f"redis://127.0.0.1:{port}/0"
        self.start()

    def start(self) -> None:
        """Begin, or begin again."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """End as a crash does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


@pytest.fixture(scope="module")
def redis() -> Iterator[KillableRedis]:
    """A Redis of this test's own."""
    program = find_program("redis-server", "valkey-server")
    if program is None:
        miss(Unavailable("Redis is not there: install redis-server."))
    server = KillableRedis(program)
    yield server
    server.kill()


@pytest.fixture(scope="module")
def crowd(*, thorough: bool) -> Crowd:
    """Who listens."""
    return CROWD_OF_A_NIGHT if thorough else CROWD


@pytest.fixture(scope="module")
def urls(
    redis: KillableRedis, crowd: Crowd, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The addresses of three replicas."""
    path = tmp_path_factory.mktemp("live")
    service = Service(COMBINATION, render(template, path / "service", COMBINATION.answers))
    settings = {
        "DATABASE_URL": f"sqlite+aiosqlite:///{path}/data.db",
        "LIVE_MESSAGE_BURST": str(crowd.messages),
        "LIVE_QUEUE": str(crowd.sockets + crowd.messages),
        "REDIS_URL": redis.url,
    }
    workshop = open_workshop([service])
    migrate(service, workshop, settings)
    with replicas(service, workshop, settings, count=3) as addresses:
        yield addresses


@asynccontextmanager
async def sockets(urls: list[str], count: int, room: str) -> AsyncIterator[list[ClientConnection]]:
    """Open sockets, to one replica after the other, and let them join a room."""
    async with AsyncExitStack() as stack:
        opened = []
        for number in range(count):
            url = urls[number % len(urls)].replace("http", "ws", 1)
            live = connect(f"{url}/api/v1/live", compression=None, max_queue=None, proxy=None)
            opened.append(await stack.enter_async_context(live))
            await ask(opened[-1], "join", room=room)
        yield opened


async def ask(socket: ClientConnection, verb: str, **fields: str) -> None:
    """Ask the service for something."""
    await socket.send(json.dumps({"type": verb, **fields}))


async def hear(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """Wait for a message of a kind, and pass over others."""
    while True:
        message: dict[str, Any] = json.loads(await socket.recv())
        if message["type"] == kind:
            return message


async def listen(socket: ClientConnection, count: int) -> dict[str, list[int]]:
    """Note the numbers of so many messages, by who said them."""
    heard = defaultdict(list)
    async with asyncio.timeout(PATIENCE):
        for _ in range(count):
            said = await hear(socket, "said")
            heard[said["sender"]["connection"]].append(said["number"])
    return heard


async def talk(socket: ClientConnection, count: int) -> None:
    """Say much, but let the listeners of this one process keep up."""
    for _ in range(count):
        await ask(socket, "say", room="hall", text="hello")
        await asyncio.sleep(PACE)


def test_each_message_reaches_every_socket_once_and_in_order(
    urls: list[str], crowd: Crowd
) -> None:
    async def scenario() -> None:
        async with sockets(urls, crowd.sockets, "hall") as opened:
            speakers = opened[: len(urls)]
            each = crowd.messages // len(speakers)
            listening = [listen(socket, each * len(speakers)) for socket in opened]
            talking = asyncio.gather(*(talk(speaker, each) for speaker in speakers))
            everybody = await asyncio.gather(*listening)
            await talking

            for heard in everybody:
                assert list(heard.values()) == [list(range(1, each + 1))] * len(speakers)

    asyncio.run(scenario())


def test_sockets_outlive_redis_and_are_heard_again_soon_after_it_is_back(
    redis: KillableRedis, urls: list[str]
) -> None:
    async def scenario() -> None:
        async with sockets(urls, 3, "kitchen") as (anne, bob, carol):
            redis.kill()
            await says_of_the_line(urls[0], "failed")
            await ask(anne, "say", room="kitchen", text="into the void")
            for socket in anne, bob, carol:
                await ask(socket, "ping")
                await hear(socket, "pong")

            redis.start()
            async with asyncio.timeout(BACK_WITHIN):
                for url in urls:
                    await says_of_the_line(url, "ok")
            await ask(anne, "say", room="kitchen", text="back again")

            for socket in bob, carol:
                assert (await hear(socket, "said"))["number"] == 2, "the gap shows what is lost"

    asyncio.run(scenario())


async def says_of_the_line(url: str, state: str) -> None:
    """Wait until a replica says this of its line to the others."""
    async with httpx2.AsyncClient(trust_env=False) as client:
        while (await client.get(f"{url}/ready")).json()["checks"]["live"] != state:
            await asyncio.sleep(0.05)
