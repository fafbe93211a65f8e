import asyncio

import pytest

from app.events import renewal
from app.events.renewal import renewed
from tests.fixtures.events import pauses_of


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return pauses_of(renewal, monkeypatch)


class TestRenewed:
    @pytest.mark.parametrize("error", [None, LookupError()])
    async def test_it_is_told_again_and_again_until_the_end(
        self, pauses: list[float], error: Exception | None
    ) -> None:
        told = asyncio.Queue[int]()

        async def renew() -> None:
            told.put_nowait(len(pauses))
            if error:
                raise error

        async with renewed(renew, 3):
            assert [await told.get() for _ in range(3)] == [1, 2, 3]

        assert set(pauses) == {3}
        for _ in range(5):
            await asyncio.sleep(0)
        assert told.empty()
