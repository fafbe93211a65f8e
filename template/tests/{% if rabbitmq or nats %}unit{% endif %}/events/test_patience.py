import pytest

from app.events import patience
from app.events.patience import PAUSE
from app.events.patience import patient
from tests.fixtures.events import pauses_of


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return pauses_of(patience, monkeypatch)


class Receiver:
    """Fails so many times, and then takes what it gets."""

    def __init__(self, failures: int) -> None:
        self.bodies: list[bytes] = []
        self._failures = failures

    async def __call__(self, body: bytes) -> None:
        self.bodies.append(body)
        if len(self.bodies) <= self._failures:
            raise LookupError


class TestPatient:
    async def test_a_failure_is_reported_after_a_while(self, pauses: list[float]) -> None:
        with pytest.raises(LookupError):
            await patient(Receiver(failures=1))(b"ding")

        assert pauses == [PAUSE]

    async def test_nothing_else_takes_longer(self, pauses: list[float]) -> None:
        await patient(receiver := Receiver(failures=0))(b"ding")

        assert (receiver.bodies, pauses) == ([b"ding"], [])
