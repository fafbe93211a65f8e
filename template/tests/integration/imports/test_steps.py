import asyncio
import json
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.files.errors import StorageUnavailable
from app.files.storage import LocalStorage
from app.jobs.service import MAX_REFUSALS
from tests.fixtures.files import path_of
from tests.fixtures.files import upload
from tests.fixtures.imports import IMPORTS
from tests.fixtures.imports import ROWS
from tests.fixtures.imports import an_inbox
from tests.fixtures.imports import lamps
from tests.fixtures.imports import read
from tests.fixtures.imports import request_import
from tests.fixtures.imports import table
from tests.fixtures.imports import take
from tests.fixtures.imports import take_step
from tests.fixtures.imports import total
from tests.fixtures.imports import work
from tests.fixtures.items import ITEMS

SEVERAL_STEPS = 2 * ROWS + ROWS // 2


def data_of(told: list[bytes], kind: str) -> list[dict[str, Any]]:
    """Return what the events of a type say, in order."""
    events = [json.loads(body) for body in told]
    return [event["data"] for event in events if event["type"] == kind]


class TestImport:
    async def test_every_row_becomes_an_item(self, app: FastAPI, client: AsyncClient) -> None:
        job = await request_import(client, table("Lamp,Gives light,3", '"Chair, red",,'))

        await work(app)

        items = (await client.get(ITEMS, params={"sort": "name"})).json()["items"]
        assert [(item["name"], item["description"], item["quantity"]) for item in items] == [
            ("Chair, red", "", 0),
            ("Lamp", "Gives light", 3),
        ]
        ended = await read(client, job)
        assert (ended["status"], ended["failure"]) == ("succeeded", None)
        assert (ended["done"], ended["total"], ended["refused"]) == (2, 2, 0)

    async def test_it_takes_several_steps_and_tells_of_each(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        job = await request_import(client, lamps(SEVERAL_STEPS))

        told = await work(app)

        assert await total(client) == SEVERAL_STEPS
        progress = data_of(told, "job.progressed.v1")
        assert [step["done"] for step in progress] == [0, ROWS, 2 * ROWS, SEVERAL_STEPS]
        assert {step["total"] for step in progress} == {SEVERAL_STEPS}
        (ended,) = data_of(told, "job.ended.v1")
        assert (ended["status"], ended["done"]) == ("succeeded", SEVERAL_STEPS)
        assert job.endswith(ended["id"])

    async def test_others_hear_of_every_item(self, app: FastAPI, client: AsyncClient) -> None:
        await request_import(client, lamps(3))

        created = data_of(await work(app), "item.created.v1")

        assert sorted(item["name"] for item in created) == ["Lamp 0", "Lamp 1", "Lamp 2"]

    async def test_a_job_tells_when_it_began_and_ended(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        job = await request_import(client, lamps(ROWS + 1))
        for _ in range(2):
            await an_inbox(app).receive(await take_step(app))

        running = await read(client, job)
        await work(app)
        ended = await read(client, job)

        assert (running["status"], running["done"]) == ("running", ROWS)
        assert running["ended_at"] is None
        assert ended["started_at"] == running["started_at"]
        times = [ended[name] for name in ("created_at", "started_at", "ended_at")]
        assert times == sorted(times, key=datetime.fromisoformat)

    async def test_a_table_without_rows_is_done_at_once(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        job = await request_import(client, table())

        await work(app)

        ended = await read(client, job)
        assert (ended["status"], ended["done"], ended["total"]) == ("succeeded", 0, 0)

    async def test_two_take_turns(self, app: FastAPI, client: AsyncClient) -> None:
        jobs = [await request_import(client, lamps(ROWS + 1)) for _ in range(2)]

        told = await work(app)

        progress = data_of(told, "job.progressed.v1")
        assert [step["done"] for step in progress] == [0, 0, ROWS, ROWS, ROWS + 1, ROWS + 1]
        assert [(await read(client, job))["status"] for job in jobs] == ["succeeded"] * 2
        assert await total(client) == 2 * (ROWS + 1)


class TestWrongRows:
    async def test_they_are_named_and_do_not_stop_the_others(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        rows = ("Lamp,,1", ",nameless,1", "Chair,,-1", "Desk,,many", "Shelf", "Bed,,2")
        job = await request_import(client, table(*rows))

        await work(app)

        ended = await read(client, job)
        assert (ended["status"], ended["done"], ended["refused"]) == ("succeeded", 6, 4)
        reasons = {refusal["line"]: refusal["reason"] for refusal in ended["refusals"]}
        assert reasons.keys() == {3, 4, 5, 6}
        assert reasons[3].startswith("name:")
        assert reasons[4].startswith("quantity:")
        assert "many" not in reasons[5]
        assert "cells" in reasons[6]
        assert await total(client) == 2

    async def test_all_are_counted_and_the_first_are_kept(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        many = MAX_REFUSALS + ROWS // 2
        job = await request_import(client, table(*["x,,x"] * many))

        await work(app)

        ended = await read(client, job)
        assert ended["refused"] == many
        assert [each["line"] for each in ended["refusals"]] == list(range(2, MAX_REFUSALS + 2))


class TestWrongFile:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "Its first line has to name"),
            (b"Dear customer,\nhow are you?\n", "Its first line has to name"),
            (table("Lamp,,1", '"Chair,,2'), "Line 3 is no CSV"),
        ],
    )
    async def test_it_fails_with_a_sentence_and_leaves_no_item(
        self, app: FastAPI, client: AsyncClient, content: bytes, reason: str
    ) -> None:
        job = await request_import(client, content)

        told = await work(app)

        failed = await read(client, job)
        assert failed["status"] == "failed"
        assert failed["failure"].startswith(reason)
        assert failed["ended_at"] is not None
        assert await total(client) == 0
        assert [event["status"] for event in data_of(told, "job.ended.v1")] == ["failed"]

    async def test_one_that_is_deleted_meanwhile_ends_the_job(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        file = await upload(client, lamps(ROWS + 1))
        accepted = await client.post(IMPORTS, json={"file_id": file["id"]})
        for _ in range(2):
            await an_inbox(app).receive(await take_step(app))

        await client.delete(path_of(file))
        await work(app)

        failed = await read(client, accepted.headers["Location"])
        assert (failed["status"], failed["failure"]) == ("failed", "There is no such file")
        assert (failed["done"], await total(client)) == (ROWS, ROWS)

    async def test_one_that_cannot_be_read_at_the_moment_is_waited_for(
        self, app: FastAPI, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = await request_import(client, lamps(3))
        monkeypatch.setattr(LocalStorage, "path", cannot_be_read)

        async def mend(seconds: float) -> None:
            monkeypatch.undo()

        await work(app, an_inbox(app, sleep=mend))

        assert (await read(client, job))["status"] == "succeeded"


class TestRepetition:
    async def test_a_step_that_comes_again_has_no_second_effect(
        self, app: FastAPI, client: AsyncClient
    ) -> None:
        job = await request_import(client, lamps(SEVERAL_STEPS))

        for body in await work(app):
            await an_inbox(app).receive(body)
        await work(app)

        assert await total(client) == SEVERAL_STEPS
        assert (await read(client, job))["done"] == SEVERAL_STEPS

    async def test_a_crash_leaves_nothing_of_its_step_which_is_done_again(
        self, app: FastAPI, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = await request_import(client, lamps(SEVERAL_STEPS))
        for _ in range(2):
            await an_inbox(app).receive(await take_step(app))
        step = await take_step(app)

        monkeypatch.setattr("app.imports.steps.go_on", crash)
        with pytest.raises(asyncio.CancelledError):
            await an_inbox(app).receive(step)
        monkeypatch.undo()
        assert (await read(client, job))["done"] == await total(client) == ROWS
        assert await take(app) == []

        await an_inbox(app).receive(step)
        await work(app)
        assert (await read(client, job))["done"] == await total(client) == SEVERAL_STEPS

    async def test_what_fails_once_is_done_once(
        self, app: FastAPI, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = await request_import(client, lamps(SEVERAL_STEPS))
        monkeypatch.setattr("app.imports.steps.go_on", fail)

        async def mend(seconds: float) -> None:
            monkeypatch.undo()

        await work(app, an_inbox(app, attempts=2, sleep=mend))

        assert (await read(client, job))["status"] == "succeeded"
        assert await total(client) == SEVERAL_STEPS


async def cannot_be_read(*_: object) -> None:
    raise StorageUnavailable


async def crash(*_: object) -> None:
    """Be stopped in the middle."""
    raise asyncio.CancelledError


async def fail(*_: object) -> None:
    raise RuntimeError
