"""Events that could not be handled, in the hands of whoever has found out why."""

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import AsyncClient
from starlette.datastructures import State

from app.database.connection import Database
from app.events.__main__ import main
from app.events.dead_letters import DeadLetters
from app.events.inbox import Inbox
from app.timeline import consumer
from tests.fixtures.bells import waiting
from tests.fixtures.events import timeline
from tests.fixtures.items import create_item
from tests.fixtures.process import PROJECT

Mend = Callable[[], None]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Mend:
    """Let the timeline fail until it is mended."""
    append = consumer.append

    async def fail(*_: Any) -> None:
        raise LookupError("no room in the timeline")

    monkeypatch.setattr(consumer, "append", fail)
    return lambda: monkeypatch.setattr(consumer, "append", append)


@pytest.fixture
async def letters(
    client: AsyncClient, database: Database, state: State, broken: Mend
) -> list[str]:
    """The ids of two letters, in the order in which they failed."""
    inbox = Inbox(consumer.timeline, state, attempts=1)
    for _ in range(2):
        await create_item(client)
    for message in await waiting(database):
        await inbox.receive(message.body)
    return [str(letter.id) for letter in await DeadLetters(database).list()]


class TestList:
    async def test_it_says_what_failed_and_why(
        self, letters: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        capsys.readouterr()

        assert await main(["list"]) == 0

        first, event, second, _ = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in (first, second)] == letters
        assert first.endswith(" timeline LookupError: no room in the timeline")
        assert '"type":"item.created.v1"' in event

    async def test_it_is_a_command(self, letters: list[str]) -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app.events", "list", letters[1]),
            cwd=PROJECT,
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()

        assert process.returncode == 0
        assert [line.split()[0] for line in output.decode().splitlines()][::2] == [letters[1]]

    async def test_a_letter_that_is_not_there_is_told(self, letters: list[str]) -> None:
        with pytest.raises(SystemExit, match="There is no dead letter 4711"):
            await main(["list", letters[0], "4711"])


class TestReplay:
    async def test_what_is_handled_is_forgotten(
        self, client: AsyncClient, letters: list[str], broken: Mend
    ) -> None:
        broken()

        assert await main(["replay"]) == 0

        assert len(await timeline(client, 2)) == 2
        assert await main(["replay"]) == 0
        assert len(await timeline(client, 2)) == 2

    async def test_one_may_be_chosen(
        self, client: AsyncClient, database: Database, letters: list[str], broken: Mend
    ) -> None:
        broken()

        assert await main(["replay", letters[1]]) == 0

        assert len(await timeline(client, 1)) == 1
        [left] = await DeadLetters(database).list()
        assert str(left.id) == letters[0]

    async def test_what_fails_again_stays(
        self, letters: list[str], database: Database, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert await main(["replay"]) == 1

        assert f"{letters[0]} failed again: no room in the timeline" in capsys.readouterr().out
        assert len(await DeadLetters(database).list()) == 2

    async def test_what_has_an_effect_already_gets_no_second_one(
        self, client: AsyncClient, database: Database, letters: list[str], broken: Mend
    ) -> None:
        """A process may die between an effect and the removal of its letter."""
        [first, _] = await DeadLetters(database).list()
        broken()
        assert await main(["replay"]) == 0
        await DeadLetters(database).bury(first.consumer, first.body, LookupError())

        assert await main(["replay"]) == 0

        assert len(await timeline(client, 2)) == 2
        assert await DeadLetters(database).list() == []

    async def test_a_consumer_that_is_gone_is_named(
        self, database: Database, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await DeadLetters(database).bury("gone", b"{}", LookupError())

        assert await main(["replay"]) == 1

        assert "there is no consumer gone any more" in capsys.readouterr().out
        assert len(await DeadLetters(database).list()) == 1

    async def test_it_does_not_matter_when_somebody_else_was_faster(
        self, database: Database, letters: list[str]
    ) -> None:
        ours = DeadLetters(database)
        [first, second] = await ours.list()
        await ours.remove(first)

        await ours.remove(first)

        assert [letter.id for letter in await ours.list()] == [second.id]
