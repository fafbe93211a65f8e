import pytest

from app.events import insistence
from app.events.insistence import PAUSE
from app.events.insistence import insistent
from tests.fixtures.events import pauses_of


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return pauses_of(insistence, monkeypatch)


class Receiver:
    """Fails so many times, and then takes what it gets."""

    def __init__(self, failures: int) -> None:
        self.bodies: list[bytes] = []
        self._failures = failures

    async def __call__(self, body: bytes) -> None:
        self.bodies.append(body)
        if len(self.bodies) <= self._failures:
            raise LookupError


class TestInsistent:
    async def test_it_tries_until_it_succeeds(self, pauses: list[float]) -> None:
        await insistent(receiver := Receiver(failures=2))(b"ding")

        assert receiver.bodies == [b"ding"] * 3
        assert pauses == [PAUSE] * 2
