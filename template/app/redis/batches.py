"""Calls that are made at the same moment, answered together."""

import asyncio
from collections.abc import Awaitable
from collections.abc import Callable
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple


class Call(NamedTuple):
    """What is asked, and where the answer goes."""

    arguments: tuple[Any, ...]
    options: dict[str, Any]
    answer: asyncio.Future[Any]


class Batches:
    """Gathers the calls of one turn of the event loop, and has them answered in one go.

    `answer` gets all of them, and returns an answer for each; an exception among these is raised
    where the call was made. If it fails itself, every call of the batch fails. A caller that goes
    away takes nothing from the others.
    """

    def __init__(self, answer: Callable[[Sequence[Call]], Awaitable[Sequence[Any]]]) -> None:
        self._answer = answer
        self._gathered: list[Call] = []
        self._running: set[asyncio.Task[None]] = set()

    async def call(self, *arguments: Any, **options: Any) -> Any:
        """Return the answer to one call."""
        loop = asyncio.get_running_loop()
        if not self._gathered:
            loop.call_soon(self._start)
        self._gathered.append(call := Call(arguments, options, loop.create_future()))
        return await call.answer

    async def finish(self) -> None:
        """Wait until no call is under way, not even one whose caller has gone away."""
        while self._gathered or self._running:
            await asyncio.sleep(0)
            await asyncio.gather(*self._running)

    def _start(self) -> None:
        calls, self._gathered = self._gathered, []
        task = asyncio.create_task(self._run(calls))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, calls: Sequence[Call]) -> None:
        try:
            answers = await self._answer(calls)
        except Exception as error:
            answers = [error] * len(calls)
        for call, answer in zip(calls, answers, strict=True):
            if call.answer.done():
                continue
            if isinstance(answer, Exception):
                call.answer.set_exception(answer)
            else:
                call.answer.set_result(answer)
