import asyncio
from collections.abc import AsyncIterator

import pytest

from app.live.connection import End
from app.live.settings import LiveSettings
from tests.unit.live.line import Line


@pytest.fixture
async def heard() -> list[str]:
    return []


@pytest.fixture
async def line(settings: LiveSettings, heard: list[str]) -> AsyncIterator[Line]:
    """A client whose messages are noted in `heard`, and echoed."""
    line = Line(settings)

    async def note(text: str) -> None:
        heard.append(text)
        line.connection.send(text)

    serving = asyncio.create_task(line.connection.serve(note))
    yield line
    line.hang_up()
    await serving


class TestSending:
    async def test_frames_go_out_in_the_order_in_which_they_were_queued(self, line: Line) -> None:
        for frame in "abc":
            line.connection.send(frame)

        assert [(await line.next())["text"] for _ in range(3)] == ["a", "b", "c"]

    async def test_it_never_waits_and_a_client_with_a_full_queue_is_cut_off(
        self, line: Line, settings: LiveSettings
    ) -> None:
        line.reading.clear()
        for _ in range(settings.queue + 1):
            line.connection.send("unread")

        await asyncio.sleep(0)
        line.reading.set()

        assert await line.ended() == 1013

    async def test_a_client_that_lets_nothing_through_is_cut_off(self, line: Line) -> None:
        line.reading.clear()
        line.connection.send("unread")

        await asyncio.sleep(0.06)
        line.reading.set()

        assert await line.ended() == 1013

    async def test_nobody_waits_for_ever_to_say_goodbye(self, settings: LiveSettings) -> None:
        line = Line(settings)
        serving = asyncio.create_task(line.connection.serve(ignore))
        await asyncio.sleep(0)
        line.reading.clear()

        line.connection.close(End(1000))

        async with asyncio.timeout(1):
            await serving

    async def test_a_client_that_has_left_is_no_error(self, settings: LiveSettings) -> None:
        line = Line(settings)
        serving = asyncio.create_task(line.connection.serve(ignore))
        await asyncio.sleep(0)

        line.lost = True
        line.connection.send("nobody reads this")

        async with asyncio.timeout(1):
            await serving


class TestReceiving:
    async def test_text_is_passed_on(self, line: Line, heard: list[str]) -> None:
        line.send(text="hello")

        await line.next()

        assert heard == ["hello"]

    async def test_bytes_end_the_connection(self, line: Line) -> None:
        line.send(bytes=b"hello")

        assert await line.ended() == 1003

    async def test_a_message_of_the_largest_size_is_passed_on(
        self, line: Line, settings: LiveSettings
    ) -> None:
        line.send(text="é" * (settings.message_bytes // 2))

        assert (await line.next())["type"] == "websocket.send"

    async def test_a_larger_one_ends_the_connection(
        self, line: Line, settings: LiveSettings
    ) -> None:
        line.send(text="é" * (settings.message_bytes // 2) + "!")

        assert await line.ended() == 1009

    async def test_a_burst_that_is_buffered_leaves_the_sender_its_turn(
        self, line: Line, settings: LiveSettings
    ) -> None:
        for number in range(5 * settings.queue):
            line.send(text=str(number))

        for number in range(5 * settings.queue):
            assert (await line.next())["text"] == str(number)

    async def test_nothing_is_heard_once_the_connection_has_ended(
        self, line: Line, heard: list[str]
    ) -> None:
        line.connection.close(End(4401))
        line.send(text="too late")

        assert await line.ended() == 4401
        assert heard == []


class TestEnding:
    async def test_the_first_reason_counts(self, line: Line) -> None:
        line.connection.close(End(4401, "signed out"))
        line.connection.close(End(1012, "restart"))

        assert await line.ended() == 4401


async def ignore(_: str) -> None: ...
