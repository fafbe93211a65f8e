import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from structlog.typing import EventDict

from app.consumers import CONSUMERS
from app.database.session import unit_of_work
from app.events.dead_letters import DeadLetters
from app.events.replay import replay
from app.imports.steps import GIVEN_UP
from app.jobs.repository import JobRepository
from tests.fixtures.imports import ROWS
from tests.fixtures.imports import an_inbox
from tests.fixtures.imports import lamps
from tests.fixtures.imports import read
from tests.fixtures.imports import request_import
from tests.fixtures.imports import take_step
from tests.fixtures.imports import total
from tests.fixtures.imports import work

ITEMS = 2 * ROWS


@pytest.fixture
async def job(app: FastAPI, client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where a job is whose second step has become a dead letter."""
    job = await request_import(client, lamps(ITEMS))
    await an_inbox(app).receive(await take_step(app))
    await an_inbox(app).receive(await take_step(app))
    monkeypatch.setattr("app.imports.steps.create", fail)
    await an_inbox(app).receive(await take_step(app))
    monkeypatch.undo()
    return job


async def fail(*_: object) -> None:
    raise RuntimeError


class TestDeadStep:
    async def test_its_job_has_failed(self, client: AsyncClient, job: str) -> None:
        failed = await read(client, job)

        assert (failed["status"], failed["failure"]) == ("failed", GIVEN_UP)
        assert failed["ended_at"] is not None
        assert failed["done"] == await total(client) == ROWS

    async def test_it_is_told(self, app: FastAPI, job: str) -> None:
        told = await work(app)

        assert len([body for body in told if b'"job.ended.v1"' in body]) == 1

    async def test_a_replay_takes_the_job_up_where_it_stopped(
        self, app: FastAPI, client: AsyncClient, job: str
    ) -> None:
        (letter,) = await DeadLetters(app.state.database).list()

        await replay(app.state, CONSUMERS, letter)
        await work(app)

        ended = await read(client, job)
        assert (ended["status"], ended["failure"]) == ("succeeded", None)
        assert ended["done"] == await total(client) == ITEMS
        assert await DeadLetters(app.state.database).list() == []


class TestJobThatIsGone:
    async def test_its_step_is_a_dead_letter_and_the_queue_moves(
        self, app: FastAPI, client: AsyncClient, log: list[EventDict]
    ) -> None:
        job = await request_import(client, lamps(1))
        step = await take_step(app)
        await forget(app, job)
        other = await request_import(client, lamps(1))

        await an_inbox(app).receive(step)
        await work(app)

        (letter,) = await DeadLetters(app.state.database).list()
        assert letter.body == step
        assert "a dead letter has no consequences" in [line["event"] for line in log]
        assert (await read(client, other))["status"] == "succeeded"


class TestUnreadable:
    async def test_it_is_a_dead_letter_that_concerns_no_job(
        self, app: FastAPI, log: list[EventDict]
    ) -> None:
        await an_inbox(app).receive(b"{")

        (letter,) = await DeadLetters(app.state.database).list()
        assert letter.body == b"{"
        assert "a dead letter has no consequences" not in [line["event"] for line in log]


async def forget(app: FastAPI, job: str) -> None:
    """Remove a job, as happens when it is old."""
    async with unit_of_work(app.state.database, []) as session:
        jobs = JobRepository(session)
        (stored,) = await jobs.list(limit=2, offset=0)
        assert job.endswith(str(stored.id))
        await jobs.delete(stored)
