from structlog.typing import EventDict

from app.background import attempt


class TestAttempt:
    async def test_work_is_done(self) -> None:
        done: list[int] = []

        async def work(number: int) -> None:
            done.append(number)

        await attempt(work, 1)

        assert done == [1]

    async def test_a_failure_is_logged_and_goes_no_further(self, log: list[EventDict]) -> None:
        async def fail() -> None:
            raise RuntimeError("no connection")

        await attempt(fail)

        assert "no connection" in log[0]["exception"]
