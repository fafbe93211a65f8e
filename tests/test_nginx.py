"""The shipped nginx file, in front of a real service: what it refuses, and what it passes on."""

import json
import socket
import threading
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from time import monotonic
from time import sleep

import httpx2
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from harness.combinations import chosen
from harness.expectations import miss
from harness.nginx import client
from harness.nginx import log_of
from harness.nginx import nginx
from harness.ports import free_port
from harness.rendering import render
from harness.replicas import migrate
from harness.replicas import running_replicas
from harness.servers import Unavailable
from harness.service import Service
from harness.workshop import open_workshop

DEFAULT = chosen("")
ORIGIN = Origin("https://app.example.com")
LIMIT = 20
PATIENCE = 10.0
CREDENTIALS = {"username": "alice", "password": "correct horse battery"}

SPOOFS = [
    {"X-Forwarded-For": "10.1.1.{}"},
    {"X-Forwarded-For": "10.1.1.{}, 10.2.2.2"},
    {"X-Forwarded-For": "2001:db8::{}"},
    {"Forwarded": "for=10.1.1.{}"},
    {"X-Real-IP": "10.1.1.{}"},
    {"X-Client-IP": "10.1.1.{}", "True-Client-IP": "10.1.1.{}"},
]

Answer = Callable[[socket.socket], None]


@pytest.fixture(scope="module")
def service(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The default service."""
    path = tmp_path_factory.mktemp("nginx") / "service"
    return Service(DEFAULT, render(template, path, DEFAULT.answers))


@pytest.fixture(scope="module")
def configuration(service: Service) -> Path:
    return service.path / "deploy" / "nginx"


@pytest.fixture(scope="module")
def replica(service: Service) -> Iterator[str]:
    """The address of a process that serves the service."""
    workshop = open_workshop([service])
    settings = {
        "ALLOWED_ORIGINS": json.dumps([ORIGIN]),
        "AUTH_SECRET_KEY": token_urlsafe(48),
        "RATE_LIMIT": f"{LIMIT}/minute",
        "UVICORN_WS_PING_INTERVAL": "0.5",
    }
    migrate(service, workshop, settings)
    with running_replicas(service, workshop, settings, count=1) as (replica,):
        yield replica.address


@pytest.fixture(scope="module")
def proxy(configuration: Path, replica: str) -> Iterator[str]:
    """The address of nginx in front of the service; patience with slow clients is shorter."""
    changes = {
        "client_header_timeout 15s": "client_header_timeout 1s",
        "client_body_timeout 4s": "client_body_timeout 1s",
        "keepalive_timeout 30s": "keepalive_timeout 1s",
        "proxy_read_timeout 5m": "proxy_read_timeout 1s",
    }
    try:
        with nginx(configuration, [replica], changes) as url:
            yield url
    except Unavailable as missing:
        miss(missing)


def ticket(proxy: str) -> str:
    """Make a user's ticket for a socket."""
    with client(proxy, "127.0.3.1") as one:
        body = {"email": "alice@example.com", **CREDENTIALS}
        assert one.post("/api/v1/auth/register", json=body).status_code == 201
        login = one.post("/api/v1/auth/login", data=CREDENTIALS).json()
        headers = {"Authorization": f"Bearer {login['access_token']}"}
        return str(one.post("/api/v1/live/tickets", headers=headers).json()["ticket"])


@contextmanager
def upstream(answer: Answer) -> Iterator[tuple[str, list[bytes]]]:
    """A replica that does with each connection what it is told, and the requests it got."""
    heard: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            heard.append(connection.recv(65_536))
            answer(connection)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}", heard
        listener.shutdown(socket.SHUT_RDWR)


def respond(connection: socket.socket) -> None:
    """Answer as a replica that works."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def vanish(connection: socket.socket) -> None:
    """End the connection without an answer."""


def say(proxy: str, pieces: Iterable[bytes]) -> bytes:
    """Send bytes as they are, and return what comes back until the connection ends."""
    port = int(proxy.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        with suppress(ConnectionError):  # a refusal may come before everything is sent
            for piece in pieces:
                connection.sendall(piece)
        return b"".join(iter(lambda: receive(connection), b""))


def receive(connection: socket.socket) -> bytes:
    """Read what has come; nothing when the connection is over."""
    try:
        return connection.recv(65_536)
    except ConnectionResetError:
        return b""


class TestClientAddress:
    @pytest.mark.parametrize("spoof", SPOOFS, ids=str)
    def test_no_header_buys_a_client_a_new_allowance(
        self, proxy: str, spoof: dict[str, str]
    ) -> None:
        with client(proxy, f"127.0.1.{SPOOFS.index(spoof) + 1}") as one:
            answers = [
                one.get("/api/v1/items", headers={k: v.format(n) for k, v in spoof.items()})
                for n in range(LIMIT + 1)
            ]
        assert [answer.status_code for answer in answers] == [401] * LIMIT + [429]

    def test_two_clients_have_an_allowance_each(self, proxy: str) -> None:
        with client(proxy, "127.0.2.1") as one, client(proxy, "127.0.2.2") as other:
            spent = [one.get("/api/v1/items").status_code for _ in range(LIMIT + 1)]
            assert spent[-1] == 429
            assert other.get("/api/v1/items").status_code == 401

    def test_the_service_hears_one_address_and_no_other_claim(self, configuration: Path) -> None:
        with upstream(respond) as (address, heard), nginx(configuration, [address]) as url:
            claims = {
                "X-Forwarded-For": "9.9.9.9",
                "Forwarded": "for=9.9.9.9",
                "X-Real-IP": "9.9.9.9",
            }
            assert httpx2.get(url, headers=claims).status_code == 200
        assert b"9.9.9.9" not in heard[0]
        assert b"X-Forwarded-For: 127.0.0.1\r\n" in heard[0]


class TestSizes:
    @pytest.mark.parametrize(
        ("request_line", "headers", "status"),
        [
            (b"GET / HTTP/1.1", b"X: %b\r\n" % (b"a" * 60_000), 431),
            (b"GET / HTTP/1.1", b"X: %b\r\n" % (b"a" * 1_000_000), 431),
            (b"GET / HTTP/1.1", b"X: 1\r\n" * 20_000, 431),
            (b"GET /%b HTTP/1.1" % (b"a" * 100_000), b"", 414),
            (b"GET / HTTP/1.1", b"X: %b\r\n" % (b"a" * 6_000), 404),
        ],
        ids=["60 kB header", "1 MB header", "20 000 headers", "100 kB line", "6 kB header"],
    )
    def test_headers(self, proxy: str, request_line: bytes, headers: bytes, status: int) -> None:
        rest = b"\r\nHost: localhost\r\nConnection: close\r\n%b\r\n" % headers
        answer = say(proxy, [request_line + rest])
        assert answer.startswith(b"HTTP/1.1 %d " % status)

    @pytest.mark.parametrize(("path", "limit"), [("items", 2**20), ("files", 11 * 2**20)])
    def test_a_body_that_is_too_large_is_refused_as_the_service_refuses(
        self, proxy: str, path: str, limit: int
    ) -> None:
        answer = httpx2.post(f"{proxy}/api/v1/{path}", content=b"a" * (limit + 1))
        assert answer.status_code == 413
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["request_id"] == answer.headers["X-Request-ID"]

    def test_a_flood_is_cut_before_it_reaches_the_service(self, configuration: Path) -> None:
        strict = {"rate=100r/s": "rate=1r/m", "burst=200": "burst=9"}
        with (
            upstream(respond) as (address, heard),
            nginx(configuration, [address], strict) as url,
            httpx2.Client(base_url=url) as one,
        ):
            answers = [one.get("/") for _ in range(20)]
        assert [answer.status_code for answer in answers] == [200] * len(heard) + [429] * 10
        assert answers[-1].headers["Retry-After"] == "1"

    def test_five_hundred_idle_connections_are_in_nobodys_way(self, proxy: str) -> None:
        port = int(proxy.rpartition(":")[2])
        idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(500)]
        began = monotonic()
        assert httpx2.get(f"{proxy}/health").status_code == 200
        assert monotonic() - began < 1
        for connection in idle:
            connection.close()


class TestPatience:
    @pytest.mark.parametrize(
        "beginning",
        [
            b"",
            b"GET / HT",
            b"GET / HTTP/1.1\r\nHost: loc",
            b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"POST /api/v1/items HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{}",
        ],
        ids=["nothing", "half a line", "half a header", "idle after a request", "half a body"],
    )
    def test_a_client_that_does_not_go_on_is_dropped(self, proxy: str, beginning: bytes) -> None:
        began = monotonic()
        say(proxy, [beginning])
        assert 0.5 < monotonic() - began < 5

    def test_a_header_that_dribbles_in_is_dropped(self, proxy: str) -> None:
        def dribble() -> Iterator[bytes]:
            yield b"GET / HTTP/1.1\r\n"
            for _ in range(20):
                sleep(0.2)
                yield b"X: 1\r\n"

        began = monotonic()
        say(proxy, dribble())
        assert 0.5 < monotonic() - began < 3

    def test_a_client_that_does_not_read_is_dropped(self, configuration: Path) -> None:
        done = threading.Event()

        def send_much(connection: socket.socket) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
            try:
                for _ in range(50):
                    connection.sendall(b"a" * 1_000_000)
            except ConnectionError:
                done.set()

        hasty = {"send_timeout 15s": "send_timeout 1s"}
        with upstream(send_much) as (address, _), nginx(configuration, [address], hasty) as url:
            port = int(url.rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert done.wait(PATIENCE), "nginx neither keeps all of it nor waits for ever"


class TestWhatIsNotPublic:
    @pytest.mark.parametrize(
        "path", ["/metrics", "/ready", "/metrics?x=1", "//metrics", "/%6detrics"]
    )
    def test_it_looks_missing(self, proxy: str, path: str) -> None:
        assert say(proxy, [b"GET %b HTTP/1.0\r\n\r\n" % path.encode()]).startswith(
            b"HTTP/1.1 404 "
        )

    def test_the_service_itself_has_it_and_health_is_public(
        self, proxy: str, replica: str
    ) -> None:
        assert httpx2.get(f"http://{replica}/ready").status_code == 200
        assert httpx2.get(f"{proxy}/health").status_code == 200

    @pytest.mark.parametrize("path", ["/health", "/ready"])
    def test_no_banner_tells_a_version(self, proxy: str, path: str) -> None:
        headers = httpx2.get(f"{proxy}{path}").headers
        assert headers["Server"] == "nginx"
        assert "X-Powered-By" not in headers


class TestRequestId:
    @pytest.mark.parametrize("path", ["/health", "/ready"])
    def test_a_harmless_id_is_kept(self, proxy: str, path: str) -> None:
        answer = httpx2.get(f"{proxy}{path}", headers={"X-Request-ID": "abcd-1234_EFGH"})
        assert answer.headers.get_list("X-Request-ID") == ["abcd-1234_EFGH"]

    @pytest.mark.parametrize("given", ["short", "a" * 65, "with blank 12", '"quoted-123"'])
    def test_another_one_is_replaced(self, proxy: str, given: str) -> None:
        answer = httpx2.get(f"{proxy}/health", headers={"X-Request-ID": given})
        [request_id] = answer.headers.get_list("X-Request-ID")
        assert len(request_id) == 32

    def test_the_log_has_it_and_no_query_string(self, configuration: Path) -> None:
        with upstream(respond) as (address, _), nginx(configuration, [address]) as url:
            httpx2.get(f"{url}/health?ticket=canary", headers={"X-Request-ID": "abcd-1234"})
        *_, line = map(json.loads, log_of(url).splitlines())
        assert (line["request_id"], line["path"], line["status"]) == ("abcd-1234", "/health", 200)
        assert "canary" not in log_of(url)

    def test_no_query_string_is_logged_when_no_replica_answers(self, configuration: Path) -> None:
        with nginx(configuration, [f"127.0.0.1:{free_port()}"]) as url:
            assert httpx2.get(f"{url}/health?ticket=canary").status_code == 502
        assert '"status":502' in log_of(url)
        assert "canary" not in log_of(url)


class TestSeveralReplicas:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_one_that_is_down_is_not_noticed(self, configuration: Path, method: str) -> None:
        down = f"127.0.0.1:{free_port()}"
        with upstream(respond) as (up, heard), nginx(configuration, [down, up, down]) as url:
            answers = [httpx2.request(method, url, content=b"{}").status_code for _ in range(9)]
        assert answers == [200] * 9
        assert len(heard) == 9

    @pytest.mark.parametrize(
        ("method", "attempts"), [("GET", 2), ("PUT", 2), ("POST", 1), ("PATCH", 1)]
    )
    def test_what_may_have_begun_is_repeated_only_if_that_does_no_harm(
        self, configuration: Path, method: str, attempts: int
    ) -> None:
        with (
            upstream(vanish) as (one, heard),
            upstream(vanish) as (two, also_heard),
            nginx(configuration, [one, two]) as url,
        ):
            assert httpx2.request(method, url, content=b"{}").status_code == 502
        assert len(heard) + len(also_heard) == attempts

    def test_a_key_makes_a_request_idempotent(self, configuration: Path) -> None:
        with (
            upstream(vanish) as (one, heard),
            upstream(respond) as (two, also_heard),
            nginx(configuration, [one, two]) as url,
        ):
            keys = [{"Idempotency-Key": token_urlsafe()} for _ in range(4)]
            answers = [httpx2.post(url, headers=key, json={"a": 1}).text for key in keys]
        assert answers == ["ok"] * 4
        assert heard != []
        assert all(b'{"a":1}' in request for request in also_heard), "the body is sent again"

    def test_a_request_that_was_waited_for_is_not_repeated(self, configuration: Path) -> None:
        hasty = {"proxy_read_timeout 60s": "proxy_read_timeout 2s", "timeout 5s": "timeout 1s"}

        def hang(connection: socket.socket) -> None:
            connection.recv(1)

        with (
            upstream(hang) as (one, heard),
            upstream(hang) as (two, also_heard),
            nginx(configuration, [one, two], hasty) as url,
        ):
            assert httpx2.get(url, timeout=PATIENCE).status_code == 504
        assert len(heard) + len(also_heard) == 1

    def test_a_refusal_of_a_replica_is_passed_on(self, configuration: Path) -> None:
        def refuse(connection: socket.socket) -> None:
            connection.sendall(b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n")

        with (
            upstream(refuse) as (one, heard),
            upstream(refuse) as (two, also_heard),
            nginx(configuration, [one, two]) as url,
        ):
            answer = httpx2.get(url)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
        assert len(heard) + len(also_heard) == 1


class TestSockets:
    def test_pings_keep_an_idle_socket_open(self, proxy: str) -> None:
        url = f"{proxy.replace('http', 'ws', 1)}/api/v1/live?ticket={ticket(proxy)}"
        with connect(url, origin=ORIGIN, ping_interval=None) as link:
            assert json.loads(link.recv(PATIENCE))["type"] == "welcome"
            sleep(3)  # three times as long as the proxy waits for a replica
            link.send('{"type": "join", "room": "tea"}')
            assert "tea" in str(link.recv(PATIENCE))

    def test_a_refused_handshake_is_passed_on(self, proxy: str) -> None:
        url = f"{proxy.replace('http', 'ws', 1)}/api/v1/live?ticket=wrong"
        with pytest.raises(InvalidStatus) as refused:
            connect(url, origin=ORIGIN)
        assert refused.value.response.status_code in (401, 403)

    @pytest.mark.parametrize(
        ("path", "protocol", "passed"),
        [
            ("/api/v1/live", "websocket", True),
            ("/api/v1/live", "WebSocket", True),
            ("/api/v1/live", "h2c", False),
            ("/api/v1/items", "websocket", False),
        ],
    )
    def test_only_the_socket_changes_the_protocol(
        self, configuration: Path, path: str, protocol: str, *, passed: bool
    ) -> None:
        with upstream(respond) as (address, heard), nginx(configuration, [address]) as url:
            httpx2.get(url + path, headers={"Connection": "Upgrade", "Upgrade": protocol})
        assert (b"\r\nUpgrade: websocket\r\n" in heard[0]) is passed
        assert (b"\r\nConnection: upgrade\r\n" in heard[0]) is passed
        assert (b"\r\nConnection: close\r\n" in heard[0]) is not passed
