"""A worker that stops in the middle of something."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import AsyncClient

from app.events import broker
from app.events import work
from app.timeline import consumer
from tests.fixtures.broker_line import SOON
from tests.fixtures.broker_line import Line
from tests.fixtures.events import another_worker
from tests.fixtures.events import is_connected
from tests.fixtures.events import timeline
from tests.fixtures.events import until
from tests.fixtures.items import create_item


class Handler:
    """Begins, and waits until it may go on."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self._append = consumer.append

    async def __call__(self, *arguments: Any) -> None:
        self.begun.set()
        await self.may_go_on.wait()
        await self._append(*arguments)


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Handler:
    handler = Handler()
    monkeypatch.setattr(consumer, "append", handler)
    return handler


class TestStop:
    async def test_it_waits_for_a_handler(
        self, client: AsyncClient, namespace: str, handler: Handler
    ) -> None:
        await create_item(client)

        async with asyncio.TaskGroup() as tasks:
            async with another_worker():
                await handler.begun.wait()
                tasks.create_task(self.after_a_while(handler))

            assert handler.may_go_on.is_set()
            assert len(await timeline(client, 1)) == 1

    async def test_a_handler_that_takes_too_long_is_for_another_worker(
        self,
        client: AsyncClient,
        namespace: str,
        handler: Handler,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(broker, "GRACE", 0.1)
        monkeypatch.setenv("DATABASE_TIMEOUT", "1")  # somebody may have to wait for the handler
        for name, value in SOON.items():
            monkeypatch.setattr(broker, name, value)
        await create_item(client)
        async with another_worker():
            await handler.begun.wait()

        handler.may_go_on.set()
        async with another_worker():
            assert len(await timeline(client, 1)) == 1

    async def test_it_does_not_wait_for_a_broker_that_is_away(
        self, line: Line, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(work, "GRACE", 60)
        line.cut()

        async with asyncio.timeout(30), another_worker():
            pass

    @pytest.mark.parametrize("fail", [Line.mend, Line.cut])
    async def test_nothing_goes_on_after_it(
        self, line: Line, fail: Callable[[Line], None]
    ) -> None:
        before = asyncio.all_tasks()
        async with another_worker() as running:
            probe = asyncio.create_task(is_connected(running))  # one may come while it starts
            await until(lambda: is_connected(running))
            await probe
            fail(line)

        async def is_over() -> bool:
            return asyncio.all_tasks() <= before

        await until(is_over)

    @staticmethod
    async def after_a_while(handler: Handler) -> None:
        await asyncio.sleep(0.1)
        handler.may_go_on.set()
