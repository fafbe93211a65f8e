"""Crowds of WebSocket clients, each a process that is told what to do."""

import json
import subprocess
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.servers import Server

PATH = "/api/v1/live"
PADDING = "."


class Scattered(Exception):
    """A crowd has lost its connections; the message is what it said."""


@dataclass(frozen=True)
class Crowd:
    """Clients that are connected."""

    process: "subprocess.Popen[str]"

    def ask(self, verb: str, **arguments: Any) -> dict[str, float]:
        """Let them do something, and return what they heard."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps([verb, arguments]) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> dict[str, float]:
        """Wait for what they say."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise Scattered(self.process.communicate()[1])
        answer: dict[str, float] = json.loads(line)
        return answer


@contextmanager
def crowd(
    interpreter: Path,
    servers: Sequence[Server],
    size: int,
    headers: Mapping[str, str] | None = None,
    slow: int = 0,
) -> Iterator[Crowd]:
    """Connect so many clients, the last of which do not read."""
    urls = [f"ws://{server.address}{PATH}" for server in servers]
    options = {"urls": urls, "size": size, "headers": dict(headers or {}), "slow": slow}
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [interpreter, "-m", "benchmarks.crowd", json.dumps(options)],
        cwd=Path(__file__).parents[1],
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
    )
    with process:
        try:
            gathered = Crowd(process)
            gathered.answer()
            yield gathered
        finally:
            process.kill()


def tell(user_id: str, size: int = 0) -> str:
    """Write what a client of a service says to all clients of a user, in so many characters."""
    message = {"type": "tell", "to": user_id, "text": "NOW"}
    message["text"] += PADDING * (size - len(json.dumps(message)))
    return json.dumps(message, separators=(",", ":"))


def told(user_id: str, size: int = 0) -> str:
    """Write as much as clients of a service hear when `tell` was said."""
    sender = {"id": user_id, "connection": "0" * 32}
    message = {"type": "told", "sender": sender, "text": "NOW"}
    padding = len(json.loads(tell(user_id, size))["text"]) - len("NOW")
    message["text"] = "NOW" + PADDING * padding
    return json.dumps(message, separators=(",", ":"))
