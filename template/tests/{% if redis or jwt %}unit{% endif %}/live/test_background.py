import asyncio
import inspect

import pytest
from structlog.typing import EventDict

from app.live.background import running


class TestRunning:
    async def test_jobs_end_with_the_body(self) -> None:
        ended = asyncio.Event()

        async def job() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        async with running(job()):
            await asyncio.sleep(0)

        assert ended.is_set()

    async def test_even_if_it_ends_before_they_begin(self) -> None:
        async def job() -> None:
            await asyncio.Event().wait()

        with pytest.raises(LookupError):
            async with running(never_begun := job()):
                raise LookupError("the next part of the service does not start")

        assert inspect.getcoroutinestate(never_begun) == inspect.CORO_CLOSED

    async def test_even_if_one_loses_its_first_cancellation(self) -> None:
        async def stubborn() -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                await asyncio.Event().wait()

        async with asyncio.timeout(5), running(stubborn()):
            await asyncio.sleep(0)

    async def test_a_job_that_fails_is_no_secret(self, log: list[EventDict]) -> None:
        async def broken() -> None:
            raise LookupError("this is why")

        async with running(broken()):
            await asyncio.sleep(0)
            assert "this is why" in log[0]["exception"]
