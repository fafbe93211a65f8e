from structlog.typing import EventDict

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

    async def test_a_failure_is_logged_and_stops_nothing(self, log: list[EventDict]) -> None:
        ran: list[int] = []

        async def fail() -> None:
            raise RuntimeError("no connection")

        async def succeed() -> None:
            ran.append(1)

        await run_after_commit([fail, succeed])

        assert ran == [1]
        [event] = log
        assert event["level"] == "error"
        assert "no connection" in event["exception"]
