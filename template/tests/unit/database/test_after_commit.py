import logging

import pytest

from app.database.after_commit import run_after_commit


class TestRunAfterCommit:
    async def test_actions_run_in_order(self) -> None:
        ran: list[int] = []

        async def first() -> None:
            ran.append(1)

        async def second() -> None:
            ran.append(2)

        await run_after_commit([first, second])

        assert ran == [1, 2]

    async def test_a_failure_is_logged_and_stops_nothing(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        ran: list[int] = []

        async def fail() -> None:
            raise RuntimeError("no connection")

        async def succeed() -> None:
            ran.append(1)

        await run_after_commit([fail, succeed])

        assert ran == [1]
        [record] = caplog.records
        assert record.levelno == logging.ERROR
        assert "no connection" in caplog.text
